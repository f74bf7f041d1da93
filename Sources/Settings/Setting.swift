import ApiClients

/// One setting in force, as `govscript config show` lists it.
package struct Setting: Sendable, Hashable {
    /// Where the value came from.
    package enum Source: Sendable, Hashable, CustomStringConvertible {
        case `default`
        /// A field of the profile, or of the whole file: `go.rate`, `default_profile`.
        case file(String)
        case variable(String)
        case flag(String)

        /// In words: the flag or variable itself, `config.toml: go.rate`, `default`.
        package var description: String {
            switch self {
            case .default: "default"
            case .file(let field): "config.toml: \(field)"
            case .variable(let name), .flag(let name): name
            }
        }
    }

    /// `go.rate`, `profile`.
    package let name: String
    package let value: String
    package let source: Source

    /// A setting of the caller's own, such as the state directory.
    package init(_ name: String, _ value: String, _ source: Source) {
        self.name = name
        self.value = value
        self.source = source
    }

    /// The settings of a profile, in the order in which people look for them.
    ///
    /// - Parameter variable: The value of an environment variable; nil if it is unset or empty.
    static func all(
        of profile: Profile, chosenBy source: Source, _ variable: (String) -> String?
    ) -> [Setting] {
        func place(_ field: String, variable name: String? = nil) -> Source {
            if let name, profile.base != .sandbox, variable(name) != nil { return .variable(name) }
            return profile.fieldsInFile.contains(field) ? .file(field) : .default
        }
        var settings = [
            Setting("profile", profile.name, source),
            Setting("based_on", profile.base.rawValue, place("based_on")),
            Setting("production", profile.isProduction ? "true" : "false", place("production")),
            Setting("links", profile.defaultLinks.rawValue, place("links")),
            Setting("pacing", profile.isStrict ? "strict" : "default", place("pacing")),
            Setting(
                "ca_file", profile.caFile ?? "the system's authorities",
                place("ca_file", variable: "GOVSCRIPT_CA_FILE")),
            Setting(
                "state", profile.state?.text ?? "this machine's own", place("state", variable: StateSetting.variable)),
        ]
        for service in Service.allCases {
            let entry = profile[service]
            let url = entry.url.isEmpty ? "the emulator" : entry.url
            settings.append(
                Setting("\(service.rawValue).url", url, place("\(service.rawValue).url", variable: service.urlVariable))
            )
            if service == .datagov {
                settings.append(
                    Setting(
                        "datagov.public_tier", (entry.publicTier ?? .assumed).rawValue,
                        place("datagov.public_tier", variable: Service.publicTierVariable)))
            }
            let limits = LinksService(rawValue: service.rawValue).map { _ in LinksService.limits }
            guard let slots = limits?.slots else { continue }
            let rate = entry.rate ?? slots
            settings.append(
                Setting(
                    "\(service.rawValue).rate", rate == 0 ? "no limit" : "\(rate) per second",
                    place("\(service.rawValue).rate", variable: service.rateVariable)))
        }
        return settings
    }
}
