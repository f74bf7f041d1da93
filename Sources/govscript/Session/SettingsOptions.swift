import ArgumentParser

/// The flags by which every command finds its profile.
struct SettingsOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("production, staging, sandbox or one of yours (also: GOVSCRIPT_PROFILE).", valueName: "name")
    )
    var profile: String?

    @Option(help: ArgumentHelp("The configuration file (also: GOVSCRIPT_CONFIG).", valueName: "file"))
    var config: String?
}
