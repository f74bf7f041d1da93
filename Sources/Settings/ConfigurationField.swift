/// A field of a profile in `config.toml`, beside the tables of the services.
///
/// The reader accepts these and no others; govscript-config(5) lists them.
package enum ProfileField: String, CaseIterable, Sendable {
    case basedOn = "based_on"
    case links, pacing
    case caFile = "ca_file"
    case production, state

    /// What it means, in words for people.
    package var summary: String {
        switch self {
        case .basedOn:
            "What the profile takes everything from that it leaves out: `production`, `staging` or `sandbox`. "
                + "Required, except in profiles of these names."
        case .links: "The service that plain `links` calls use: `go` (default) or `forsg`."
        case .pacing:
            "`default`, or `strict`: assume nothing about the network, and never send an append a second time."
        case .caFile: "A file of certificate authorities, trusted beside the system's own."
        case .production: "`true` to have writes confirmed at the prompt, as for production."
        case .state:
            "The PostgreSQL database that several machines share, so that they keep one limit together: "
                + "`postgres://`USER`@`HOST`/`DATABASE, with several hosts where there are standbys. It must hold no "
                + "password: that is in ~/.pgpass, or in the file that PGPASSFILE names. See `govscript state`."
        }
    }
}

/// A field of a service's table in a profile: `[profiles.bulk.go]`.
package enum ServiceField: String, CaseIterable, Sendable {
    case url, rate
    case keyFile = "key_file"
    case keyCommand = "key_command"
    case key
    case publicKeyFile = "public_key_file"
    case publicKeyCommand = "public_key_command"
    case publicKey = "public_key"
    case publicTier = "public_tier"

    /// Those that the table of a service may have.
    package static func all(of service: Service) -> [ServiceField] {
        let ofDatagov: Set<ServiceField> = [.publicKeyFile, .publicKeyCommand, .publicKey, .publicTier]
        return allCases.filter { service == .datagov || !ofDatagov.contains($0) }
    }

    /// What it means, in words for people.
    package var summary: String {
        switch self {
        case .url: "The address; https, or http to this machine."
        case .rate: "Requests per second, if you were granted more than the usual 5; 0 for no limit."
        case .keyFile: "A file that holds the key. Only you may be able to read it."
        case .keyCommand: "A command that prints the key, as an array of words or one string; no shell is used."
        case .key: "The key itself. The configuration file must then be readable to you alone."
        case .publicKeyFile, .publicKeyCommand, .publicKey:
            "In `datagov` only: the same for the optional key of data.gov.sg's public APIs, which raises their limits."
        case .publicTier:
            "In `datagov` only: `developer` or `production`, the tier of the public key, which the key does not tell."
        }
    }
}

/// A field at the top of `config.toml`.
package enum FileField: String, CaseIterable, Sendable {
    case defaultProfile = "default_profile"
    case keepRecords = "keep_records"
    case keepRuns = "keep_runs"
    case profiles

    /// What it means, in words for people.
    package var summary: String {
        switch self {
        case .defaultProfile: "The profile that is used where none is named; `production` if this is left out."
        case .keepRecords:
            "How long the records of starts are kept: `\"90d\"` (default), `\"12h\"`, `\"52w\"` or `\"forever\"`."
        case .keepRuns:
            "How long finished runs are kept after they were last active, in the same words; `\"forever\"` by default."
        case .profiles: "One table for each profile: `[profiles.bulk]`. Names have letters, digits, - and _ only."
        }
    }
}
