import ApiClients
import Glibc
import SystemFiles
import TerminalText

/// `config.toml`: the user's profiles.
package struct ConfigurationFile: Sendable {
    package let path: String
    /// The profile that is meant where none is named.
    package let defaultProfile: String?
    /// The profiles that the file has, with what it leaves out taken from what they are based on.
    package let profiles: [String: Profile]

    /// How long records of starts are kept; nil if it does not say.
    package let keepRecords: KeepingTime?
    /// How long finished runs are kept after they were last active; nil if it does not say.
    package let keepRuns: KeepingTime?

    /// The most bytes of a file: toml++ takes time by the square of what is in a text.
    private static let longest = 1 << 18

    /// Reads a file; nil if there is none and there need not be.
    ///
    /// - Parameter home: What `~/` stands for in it.
    /// - Throws: ``ConfigurationError`` that names file, line, column and field.
    package init?(_ path: String, mayBeMissing: Bool, home: String?) throws(ConfigurationError) {
        let file: SmallFile
        do throws(SmallFile.Unreadable) {
            file = try SmallFile(path, limit: Self.longest)
        } catch {
            if error.isMissing, mayBeMissing { return nil }
            throw ConfigurationError(.file(path, line: nil, column: nil), "cannot be read: \(error.reason)")
        }
        try self.init(file, path, home: home)
    }

    private init(_ file: SmallFile, _ path: String, home: String?) throws(ConfigurationError) {
        let whole = ConfigurationError.Place.file(path, line: nil, column: nil)
        // Whoever can write it decides where the keys are sent, and what key_command runs.
        guard file.isOurs else {
            throw ConfigurationError(
                whole, "is refused, because it belongs to another user",
                hint: "Make it yours alone: chown \(geteuid()) \(path.shellWord) && chmod 600 \(path.shellWord)")
        }
        guard !file.isWritableByOthers else {
            throw ConfigurationError(
                whole, "is refused, because other users can change it",
                hint: "Make it yours alone: chmod go-w \(path.shellWord)")
        }
        guard let text = String(validating: file.bytes, as: UTF8.self), !file.bytes.contains(0) else {
            throw ConfigurationError(whole, "is not UTF-8 text")
        }
        try self.init(text: text, path: path, home: home)
        if file.isReadableByOthers, profiles.values.contains(where: \.holdsKey) {
            throw ConfigurationError(
                whole, "is refused, because it holds keys and other users can read it",
                hint: "Make it readable to you alone: chmod 600 \(path.shellWord)")
        }
    }

    /// Reads the text of a file.
    package init(text: String, path: String, home: String?) throws(ConfigurationError) {
        let root: TOMLNode
        do throws(TOMLError) {
            root = try TOMLNode(parsing: text)
        } catch {
            throw ConfigurationError(
                .file(path, line: error.place?.line, column: error.place?.column), "not TOML: \(error.message)")
        }
        let document = ConfigurationText(path: path)
        let top = TableReader(root, at: [], in: document)
        try top.allowOnly(FileField.allCases.map(\.rawValue))
        var profiles: [String: Profile] = [:]
        if let tables = try top.table("profiles") {
            for name in tables.names {
                guard Profile.isName(name) else {
                    throw tables.mistake(name, "a profile's name has letters, digits, - and _ only")
                }
                guard let table = try tables.table(name) else { continue }
                profiles[name] = try ProfileReader(table, name: name, home: home).profile()
            }
        }
        self.path = path
        self.profiles = profiles
        keepRecords = try Self.keepingTime("keep_records", top)
        keepRuns = try Self.keepingTime("keep_runs", top)
        defaultProfile = try top.string("default_profile")
        if let name = defaultProfile, Self.profile(name, among: profiles) == nil {
            throw top.mistake("default_profile", Self.unknown(name, among: profiles))
        }
    }

    private static func keepingTime(_ name: String, _ table: TableReader) throws(ConfigurationError) -> KeepingTime? {
        guard let text = try table.string(name) else { return nil }
        guard let time = KeepingTime(text) else {
            throw table.mistake(name, "expected a time such as \"90d\", \"12h\" or \"52w\", or \"forever\"")
        }
        return time
    }

    static func profile(_ name: String, among profiles: [String: Profile]) -> Profile? {
        profiles[name] ?? Profile.Base(rawValue: name).map { Profile(builtIn: $0) }
    }

    /// The words for a profile that there is not.
    static func unknown(_ name: String, among profiles: [String: Profile]) -> String {
        let near = names(profiles).nearest(to: name)
        return "there is no profile '\(name)'" + (near.map { "; did you mean '\($0)'?" } ?? "")
    }

    /// The built-in profiles, then the file's own.
    static func names(_ profiles: [String: Profile]) -> [String] {
        let builtIn = Profile.Base.allCases.map(\.rawValue)
        return builtIn + profiles.keys.filter { !builtIn.contains($0) }.sorted()
    }
}

extension Profile {
    fileprivate var holdsKey: Bool {
        KeyName.allCases.contains { if case .text = origin(of: $0) { true } else { false } }
    }
}
