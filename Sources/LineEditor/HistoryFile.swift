import FoundationEssentials
import Glibc
import SystemFiles

/// A file of entries, oldest first, one a line, to which several processes may add at once.
///
/// Readable by its owner only. A line break in an entry is kept as `\n`, a backslash as `\\`.
struct HistoryFile {
    let path: String
    /// How many entries it may hold before the oldest are taken out.
    let limit: Int

    /// All entries; none where the file cannot be read.
    func entries() -> [String] {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else { return [] }
        return data.split(separator: UInt8(ascii: "\n")).map { Self.decoded(String(decoding: $0, as: UTF8.self)) }
    }

    /// Adds an entry in one write.
    ///
    /// Failing to is nothing that a person at work should be bothered with.
    func append(_ entry: String) {
        withLockedFile { descriptor in
            let line = Self.encoded(entry) + "\n"
            _ = line.withCString { write(descriptor, $0, strlen($0)) }
        }
    }

    /// Takes the oldest entries out if there are more than the limit allows.
    func trim() {
        guard entries().count > limit else { return }
        withLockedFile { _ in
            let kept = entries().suffix(limit).map { Self.encoded($0) + "\n" }.joined()
            let fresh = path + ".new"
            let descriptor = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { return }
            let count = kept.utf8.count
            let written = kept.withCString { write(descriptor, $0, count) }
            close(descriptor)
            if written == count { rename(fresh, path) } else { unlink(fresh) }
        }
    }

    /// Runs `body` with the file open at its end and nobody else in it.
    private func withLockedFile(_ body: (Int32) -> Void) {
        while true {
            let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard descriptor >= 0 else { return }
            defer { close(descriptor) }
            guard WholeFileLock.take(of: descriptor, waits: true) else { return }
            // Somebody who trims puts another file in its place.
            var opened = stat(), named = stat()
            guard fstat(descriptor, &opened) == 0 else { return }
            if stat(path, &named) != 0 || named.st_ino != opened.st_ino { continue }
            if opened.st_mode & 0o077 != 0 { fchmod(descriptor, 0o600) }
            return body(descriptor)
        }
    }

    static func encoded(_ entry: String) -> String {
        entry.replacing("\\", with: "\\\\").replacing("\n", with: "\\n").replacing("\0", with: "")
    }

    static func decoded(_ line: String) -> String {
        var entry = "", isEscaped = false
        for character in line {
            if isEscaped {
                entry.append(character == "n" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                entry.append(character)
            }
        }
        return entry
    }
}
