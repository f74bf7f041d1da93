import ApiClients
import Glibc

extension ConfigurationFile {
    /// The files that all its profiles name, whichever is chosen: keys, certificate authorities, and what key commands
    /// run and read.
    ///
    /// A script that could change one of these would decide what the next run trusts and starts.
    var files: [String] {
        profiles.values.flatMap { profile in
            KeyName.allCases.flatMap { key in
                switch profile.origin(of: key) {
                case .file(let path): [path]
                case .command(let words): words.flatMap(Self.files)
                case .text, nil: [String]()
                }
            } + [profile.caFile].compactMap(\.self)
        }
    }

    /// What a word of a command may name: `/a/key`, `key=/a/key`, `--key=/a/key`, if there is such a file.
    ///
    /// Folders are left out, because `.` and `/` are words too.
    private static func files(_ word: String) -> [String] {
        let value = word.firstIndex(of: "=").map { String(word[word.index(after: $0)...]) }
        return [word, value].compactMap(\.self).filter { name in
            var status = stat()
            return stat(name, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        }
    }
}
