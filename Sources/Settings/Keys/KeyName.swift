/// One of the keys that a profile may have: each service's own, and the optional one of data.gov.sg's public APIs.
package enum KeyName: String, Sendable, Hashable, CaseIterable {
    case datagov, go, forsg
    /// Raises the limits of reading published datasets; nothing needs it.
    case datagovPublic = "datagov-public"

    /// The service that takes it.
    package var service: Service {
        switch self {
        case .datagov, .datagovPublic: .datagov
        case .go: .go
        case .forsg: .forsg
        }
    }

    /// Whether everything works without it.
    package var isOptional: Bool { self == .datagovPublic }

    /// What a person calls what it is for: `data.gov.sg`, `data.gov.sg's public APIs`.
    package var title: String { self == .datagovPublic ? "\(service.title)'s public APIs" : service.title }

    /// The environment variable that holds it; the same with `_FILE` names a file that does.
    package var variable: String { "GOVSCRIPT_\(infix.uppercased())_API_KEY" }
    /// Its file in systemd's `$CREDENTIALS_DIRECTORY`.
    package var credentialName: String { "\(infix)_api_key" }
    /// Its field in the service's table of a profile, which may also end with `_file` or `_command`.
    package var field: String { self == .datagovPublic ? "public_key" : "key" }
    /// The field with the service's table before it, as settings are named: `datagov.public_key`.
    package var setting: String { "\(service.rawValue).\(field)" }

    /// The command that stores it for a profile.
    package func login(for profile: Profile) -> String {
        let command = "govscript auth login \(rawValue)"
        return profile.name == Profile.Base.production.rawValue ? command : "\(command) --profile \(profile.name)"
    }

    private var infix: String { self == .datagovPublic ? "datagov_public" : rawValue }
}

extension Service {
    /// The key without which the service is not used.
    package var key: KeyName {
        switch self {
        case .datagov: .datagov
        case .go: .go
        case .forsg: .forsg
        }
    }
}
