/// Which profile is meant, by flags, environment, configuration file and defaults, in this order.
package struct ProfileChoice: Sendable {
    package let profile: Profile
    /// The configuration file that was read, or would have been.
    package let configuration: String
    /// Where the profile's keys are looked for.
    package let credentials: Credentials
    /// The stored keys.
    package let store: KeyStore
    /// Each setting in force and where it came from, for people; no keys and no passwords.
    package let settings: [Setting]
    /// How long records of starts are kept: 90 days unless the configuration says otherwise.
    package let keepRecords: KeepingTime
    /// How long finished runs are kept after they were last active: for ever unless the configuration says otherwise.
    package let keepRuns: KeepingTime
    /// The files and folders that no script may read or change: configuration, and the keys of all profiles.
    package let secretFiles: [String]

    /// The names of all profiles: those that are built in, then those of the configuration file if it can be read.
    ///
    /// - Parameters: As for ``init(profile:file:folder:environment:)``.
    package static func names(file: String?, folder: String, environment: [String: String]) -> [String] {
        let named = file ?? environment["GOVSCRIPT_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        let path = named ?? folder + "/config.toml"
        let config = try? ConfigurationFile(path, mayBeMissing: true, home: environment["HOME"])
        return ConfigurationFile.names(config?.profiles ?? [:])
    }

    /// Reads the configuration file, if there is one, and applies the environment.
    ///
    /// - Parameters:
    ///   - name: The profile that the command line names.
    ///   - file: The configuration file that the command line names.
    ///   - folder: Where `config.toml` and stored keys are.
    /// - Throws: ``ConfigurationError``
    package init(
        profile name: String?, file: String?, folder: String, environment: [String: String]
    ) throws(ConfigurationError) {
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let named = file ?? variable("GOVSCRIPT_CONFIG")
        configuration = named ?? folder + "/config.toml"
        let home = variable("HOME")
        let config = try ConfigurationFile(configuration, mayBeMissing: named == nil, home: home)
        let profiles = config?.profiles ?? [:]
        keepRecords = config?.keepRecords ?? .during(.seconds(90 * 86_400))
        keepRuns = config?.keepRuns ?? .forever
        let (wanted, place): (String, ConfigurationError.Place) =
            if let name {
                (name, .flag("--profile"))
            } else if let name = variable("GOVSCRIPT_PROFILE") {
                (name, .variable("GOVSCRIPT_PROFILE"))
            } else {
                (config?.defaultProfile ?? Profile.Base.production.rawValue, .flag("--profile"))
            }
        var profileSource = config?.defaultProfile == nil ? Setting.Source.default : .file("default_profile")
        if variable("GOVSCRIPT_PROFILE") != nil { profileSource = .variable("GOVSCRIPT_PROFILE") }
        if name != nil { profileSource = .flag("--profile") }
        guard var profile = ConfigurationFile.profile(wanted, among: profiles) else {
            throw ConfigurationError(
                place, ConfigurationFile.unknown(wanted, among: profiles),
                hint: "There are: \(ConfigurationFile.names(profiles).joined(separator: ", ")).")
        }
        if profile.base != .sandbox { try profile.apply(environment) }
        self.profile = profile
        settings = Setting.all(of: profile, chosenBy: profileSource, variable)
        store = KeyStore(configurationFolder: folder)
        credentials = Credentials(
            profile: profile, configuration: configuration, environment: environment, store: store)
        // The user's own file holds the keys of other runs, although this one goes by another.
        let path = configuration
        let others = [folder + "/config.toml", variable("GOVSCRIPT_CONFIG") ?? path].filter { $0 != path }
        var files = [folder, path, store.folder] + others + credentials.files + (config?.files ?? [])
        for other in others {
            files += (try? ConfigurationFile(other, mayBeMissing: true, home: home))?.files ?? []
        }
        secretFiles =
            files + [variable("GOVSCRIPT_CA_FILE")].compactMap(\.self)
            + (profile.state?.secretFiles(environment) ?? [])
    }
}
