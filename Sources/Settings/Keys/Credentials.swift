package import ApiClients
import Glibc

/// Where the keys of a profile's services are looked for, and in which order.
///
/// Nothing is read before a key is asked for.
package struct Credentials: Sendable {
    /// A key, and where it was.
    package struct Found: Sendable {
        package let key: Secret
        /// In words: a variable's name, a file's path.
        package let source: String
    }

    private let profile: Profile
    private let configuration: String
    private let environment: [String: String]
    private let store: KeyStore

    /// - Parameter configuration: The path of the configuration file, for messages.
    package init(profile: Profile, configuration: String, environment: [String: String], store: KeyStore) {
        self.profile = profile
        self.configuration = configuration
        self.environment = environment
        self.store = store
    }

    /// A key; nil if there is none anywhere.
    ///
    /// Blocks while a key command runs, at most 30 seconds.
    ///
    /// - Throws: ``ApiError`` of kind `auth` for a place that should hold a key and does not.
    package func key(of name: KeyName) throws(ApiError) -> Found? {
        if let text = variable(name.variable) {
            return Found(key: try KeyForm.key(text.utf8, from: name.variable), source: name.variable)
        }
        let fileVariable = name.variable + "_FILE"
        if let path = variable(fileVariable) {
            let source = "the key file \(path) (\(fileVariable))"
            return Found(key: try KeyFile.required(path, from: source), source: path)
        }
        if let folder = variable(Self.folderVariable) {
            let path = "\(folder)/\(name.credentialName)"
            if let key = try KeyFile.read(path, from: "the credential \(path)") {
                return Found(key: key, source: path)
            }
        }
        if let found = try profileKey(name) { return found }
        let path = store.path(profile.name, name)
        return try store.key(profile.name, name).map { Found(key: $0, source: path) }
    }

    /// Ends the key commands that run now, with what they have started.
    ///
    /// What waits for one gets an error of kind `cancelled`. From any thread.
    ///
    /// - Parameters:
    ///   - forGood: Whether none may begin from now on: the process is about to end.
    ///   - then: Called before anything learns that its command has ended.
    package static func stopCommands(forGood: Bool, then: () -> Void = {}) {
        KeyCommand.stopAll(forGood: forGood, then: then)
    }

    /// Where a key would be read from; nil if no place has one.
    ///
    /// Reads no key and runs no command.
    package func place(of name: KeyName) -> Setting.Source? {
        let fileVariable = name.variable + "_FILE"
        for place in [name.variable, fileVariable] where variable(place) != nil { return .variable(place) }
        if let folder = variable(Self.folderVariable), isThere("\(folder)/\(name.credentialName)") {
            return .variable(Self.folderVariable)
        }
        switch profile.origin(of: name) {
        case .text: return .file(name.setting)
        case .file: return .file("\(name.setting)_file")
        case .command: return .file("\(name.setting)_command")
        case nil: break
        }
        return isThere(store.path(profile.name, name)) ? .flag("govscript auth login") : nil
    }

    private func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// What to say when there is no key.
    package func absence(of name: KeyName) -> KeyAbsence {
        let folder = variable(Self.folderVariable)
        return KeyAbsence(
            places: [
                "\(name.variable) is not set",
                "\(name.variable)_FILE is not set",
                folder.map { "\($0)/\(name.credentialName) does not exist (CREDENTIALS_DIRECTORY)" }
                    ?? "CREDENTIALS_DIRECTORY is not set",
                "\(configuration) names no key for profiles.\(profile.name).\(name.service.rawValue)",
                "\(store.path(profile.name, name)) does not exist (govscript auth login \(name.rawValue))",
            ], hint: "Run `\(name.login(for: profile))`, or set \(name.variable) to your key.")
    }

    /// The files with keys in them that the environment names, which no script may read.
    var files: [String] {
        [variable(Self.folderVariable)].compactMap(\.self)
            + KeyName.allCases.compactMap { variable($0.variable + "_FILE") }
    }

    static let folderVariable = "CREDENTIALS_DIRECTORY"

    private func profileKey(_ name: KeyName) throws(ApiError) -> Found? {
        let table = "profiles.\(profile.name).\(name.service.rawValue)"
        // The service's own key is called by its table.
        let field = name.isOptional ? "\(table).\(name.field)" : table
        switch profile.origin(of: name) {
        case nil:
            return nil
        case .text(let key):
            return Found(
                key: try KeyForm.key(key.revealed.utf8, from: "\(table).\(name.field) in \(configuration)"),
                source: configuration)
        case .file(let path):
            return Found(key: try KeyFile.required(path, from: "the key file \(path) (\(field))"), source: path)
        case .command(let words):
            let source = "the key command of \(field)"
            // A program that looks after one key need not see the others. It may need the proxy's password.
            let others = environment.filter { !SecretVariable.holdsKey($0.key) }
            return Found(key: try KeyCommand(words: words, environment: others).key(from: source), source: source)
        }
    }

    private func variable(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
