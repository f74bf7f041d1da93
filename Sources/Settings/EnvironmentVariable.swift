/// An environment variable that the program reads: the one list of them.
package struct EnvironmentVariable: Sendable, Hashable {
    package let name: String
    package let summary: String
    /// The option that says the same, and has the last word.
    package let option: String?
    /// How it is passed on to what starts scripts at certain times with nothing of this environment; nil if it is not.
    package let passing: Passing?

    package enum Passing: Sendable, Hashable {
        case asItIs
        /// A relative path would be looked for elsewhere.
        case asPath
    }

    private init(_ name: String, option: String? = nil, passing: Passing? = nil, _ summary: String) {
        self.name = name
        self.summary = summary
        self.option = option
        self.passing = passing
    }

    package static let stateDirectory = EnvironmentVariable(
        "GOVSCRIPT_STATE_DIR",
        "The folder for journals, shared state and the sandbox's data, on a local disk. Default: "
            + "~/.local/state/govscript.")

    /// What users set.
    package static let documented: [EnvironmentVariable] =
        [
            EnvironmentVariable("GOVSCRIPT_PROFILE", option: "--profile", "The profile, as `--profile`."),
            EnvironmentVariable(
                "GOVSCRIPT_CONFIG", option: "--config", passing: .asPath, "The configuration file, as `--config`."),
            stateDirectory,
            EnvironmentVariable(
                StateSetting.variable, passing: .asItIs,
                "The PostgreSQL database that several machines share, as `state` in a profile: "
                    + "`postgres://`USER`@`HOST`/`DATABASE. It must hold no password."),
            EnvironmentVariable(
                "PGPASSFILE", passing: .asPath,
                "The file with the password of that database, as for `psql`(1). Default: ~/.pgpass."),
        ] + Service.allCases.flatMap(ofService) + [
            EnvironmentVariable(
                "GOVSCRIPT_SANDBOX_FAULTS", option: "--faults", "Failures of the sandbox, as `--faults`."),
            EnvironmentVariable(
                "GOVSCRIPT_APPEND_SETTLE", passing: .asItIs,
                "Seconds for which an append without an answer is watched. Default: 900."),
            EnvironmentVariable(
                "GOVSCRIPT_FAILURE_SETTLE", passing: .asItIs,
                "Seconds for which a failed ingestion must stand before it is reported. Default: 60, in the sandbox "
                    + "5."),
            EnvironmentVariable(
                "GOVSCRIPT_CA_FILE", passing: .asPath,
                "A file of certificate authorities, trusted beside the system's own."),
            EnvironmentVariable(
                "GOVSCRIPT_LOG_FORMAT", option: "--log-format", passing: .asItIs,
                "`text`, `json` or `plain`, which has no dates: for what dates lines itself, as journald does."),
            EnvironmentVariable("HTTPS_PROXY", passing: .asItIs, "The proxy, as for `curl`(1)."),
            EnvironmentVariable(
                "NO_PROXY", passing: .asItIs, "Hosts that are reached without the proxy, as for `curl`(1)."),
            EnvironmentVariable(
                "CREDENTIALS_DIRECTORY", "Where systemd puts a unit's credentials: go_api_key and so on."),
            EnvironmentVariable("XDG_CONFIG_HOME", passing: .asItIs, "The folder that takes the place of ~/.config."),
            EnvironmentVariable(
                "XDG_STATE_HOME", passing: .asItIs, "The folder that takes the place of ~/.local/state."),
            EnvironmentVariable("PAGER", "What shows long help at the prompt; empty for nothing."),
            EnvironmentVariable(
                "CI", option: "--ci", "If it is set, `govscript test` fails where a snapshot is missing."),
            EnvironmentVariable("NO_COLOR", "If it is set, output has no colours."),
        ]

    /// What tests and debugging set.
    package static let internalNames = ["GOVSCRIPT_CRASH"]

    private static func ofService(_ service: Service) -> [EnvironmentVariable] {
        var variables = KeyName.allCases.filter { $0.service == service }.flatMap { key in
            let optional = key.isOptional ? "optional " : ""
            return [
                EnvironmentVariable(key.variable, "The \(optional)key of \(key.title)."),
                EnvironmentVariable(
                    key.variable + "_FILE", passing: .asPath, "A file that holds the \(optional)key of \(key.title)."),
            ]
        }
        variables.append(
            EnvironmentVariable(service.urlVariable, passing: .asItIs, "Another address of \(service.title)."))
        if service == .datagov {
            variables.append(
                EnvironmentVariable(
                    Service.publicTierVariable, passing: .asItIs,
                    "The tier of the public key: `developer` or `production`."))
        }
        if let name = service.rateVariable {
            variables.append(
                EnvironmentVariable(
                    name, passing: .asItIs, "Requests per second to \(service.title); 0 for no limit. Default: 5."))
        }
        return variables
    }
}

/// A place where the program keeps something, with its path where no variable says otherwise.
package enum ConfigurationPlace: CaseIterable, Sendable {
    case configuration, keys, state

    package var path: String {
        switch self {
        case .configuration: "~/.config/govscript/config.toml"
        case .keys: "~/.config/govscript/keys"
        case .state: "~/.local/state/govscript"
        }
    }

    package var summary: String {
        switch self {
        case .configuration: "Profiles, described in `govscript-config`(5)."
        case .keys: "Keys that `govscript auth login` stored, readable to you alone."
        case .state: "Journals of resumable runs, rate limits in use, and the sandbox's data."
        }
    }
}
