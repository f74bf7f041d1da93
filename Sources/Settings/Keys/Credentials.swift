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

    /// The key of a service; nil if there is none anywhere.
    ///
    /// Blocks while a key command runs, at most 30 seconds.
    ///
    /// - Throws: ``ApiError`` of kind `auth` for a place that should hold a key and does not.
    package func key(of service: Service) throws(ApiError) -> Found? {
        if let text = variable(service.keyVariable) {
            return Found(key: try KeyForm.key(text.utf8, from: service.keyVariable), source: service.keyVariable)
        }
        let fileVariable = service.keyVariable + "_FILE"
        if let path = variable(fileVariable) {
            let source = "the key file \(path) (\(fileVariable))"
            return Found(key: try KeyFile.required(path, from: source), source: path)
        }
        if let folder = variable(Self.folderVariable) {
            let path = "\(folder)/\(service.credentialName)"
            if let key = try KeyFile.read(path, from: "the credential \(path)") {
                return Found(key: key, source: path)
            }
        }
        if let found = try profileKey(service) { return found }
        let path = store.path(profile.name, service)
        return try store.key(profile.name, service).map { Found(key: $0, source: path) }
    }

    /// Where the key of a service would be read from; nil if no place has one.
    ///
    /// Reads no key and runs no command.
    package func place(of service: Service) -> Setting.Source? {
        let fileVariable = service.keyVariable + "_FILE"
        for name in [service.keyVariable, fileVariable] where variable(name) != nil { return .variable(name) }
        if let folder = variable(Self.folderVariable), isThere("\(folder)/\(service.credentialName)") {
            return .variable(Self.folderVariable)
        }
        switch profile[service].key {
        case .text: return .file("\(service.rawValue).key")
        case .file: return .file("\(service.rawValue).key_file")
        case .command: return .file("\(service.rawValue).key_command")
        case nil: break
        }
        return isThere(store.path(profile.name, service)) ? .flag("govscript auth login") : nil
    }

    private func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// What to say when there is no key.
    package func absence(of service: Service) -> KeyAbsence {
        let folder = variable(Self.folderVariable)
        let login = "govscript auth login \(service.rawValue)"
        let words = profile.name == Profile.Base.production.rawValue ? login : "\(login) --profile \(profile.name)"
        return KeyAbsence(
            places: [
                "\(service.keyVariable) is not set",
                "\(service.keyVariable)_FILE is not set",
                folder.map { "\($0)/\(service.credentialName) does not exist (CREDENTIALS_DIRECTORY)" }
                    ?? "CREDENTIALS_DIRECTORY is not set",
                "\(configuration) names no key for profiles.\(profile.name).\(service.rawValue)",
                "\(store.path(profile.name, service)) does not exist (\(login))",
            ], hint: "Run `\(words)`, or set \(service.keyVariable) to your key.")
    }

    /// The files with keys in them that the environment names, which no script may read.
    var files: [String] {
        [variable(Self.folderVariable)].compactMap(\.self)
            + Service.allCases.compactMap { variable($0.keyVariable + "_FILE") }
    }

    static let folderVariable = "CREDENTIALS_DIRECTORY"

    private func profileKey(_ service: Service) throws(ApiError) -> Found? {
        let field = "profiles.\(profile.name).\(service.rawValue)"
        switch profile[service].key {
        case nil:
            return nil
        case .text(let key):
            return Found(
                key: try KeyForm.key(key.revealed.utf8, from: "\(field).key in \(configuration)"),
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
