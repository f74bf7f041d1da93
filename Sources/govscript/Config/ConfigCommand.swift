import ApiClients
import ArgumentParser
import FoundationEssentials
import ScriptModules
import ScriptRunner
import Settings

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show the configuration.",
        discussion: "What can be set, and how: govscript help configuration.",
        subcommands: [ConfigShowCommand.self],
        defaultSubcommand: ConfigShowCommand.self)
}

struct ConfigShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show each setting in force and where it came from.",
        discussion: """
            Keys are not shown, only where they come from; no key command is run.

            Examples:
              govscript config show
              govscript config show --profile staging --json
            """)

    @OptionGroup
    var options: SettingsOptions

    @Flag(help: "Print JSON: setting, value and source of each.")
    var json = false

    func run() {
        ProcessExit.exiting {
            let choice = try Environment.choice(profile: options.profile, options.config)
            let settings = Self.settings(of: choice, options)
            if json { return Output.json(try Self.json(settings)) }
            var table = TextTable(["SETTING", "VALUE", "FROM"], long: 1)
            for setting in settings { table.add([setting.name, setting.value, "\(setting.source)"]) }
            Output.table(table)
        }
    }

    /// The profile's settings and those that are no profile's.
    private static func settings(of choice: ProfileChoice, _ options: SettingsOptions) -> [Setting] {
        func variable(_ name: String) -> String? { Environment.shownVariables[name].flatMap { $0.isEmpty ? nil : $0 } }
        func source(_ names: String...) -> Setting.Source {
            names.first { variable($0) != nil }.map { .variable($0) } ?? .default
        }
        let isThere = FileManager.default.fileExists(atPath: choice.configuration)
        let file: Setting.Source = options.config != nil ? .flag("--config") : source("GOVSCRIPT_CONFIG")
        var settings = [Setting("config_file", choice.configuration + (isThere ? "" : " (does not exist)"), file)]
        settings += choice.settings
        for key in KeyName.allCases where choice.profile.base != .sandbox {
            let place = choice.credentials.place(of: key)
            settings.append(Setting(key.setting, place == nil ? "none" : "set", place ?? .default))
        }
        settings.append(
            Setting("state_directory", Environment.stateDirectory, source("GOVSCRIPT_STATE_DIR", "XDG_STATE_HOME")))
        for names in [["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"], ["NO_PROXY", "no_proxy"]] {
            guard let name = names.first(where: { variable($0) != nil }), let value = variable(name) else { continue }
            settings.append(Setting(names[0].lowercased(), value, .variable(name)))
        }
        for (setting, name) in [
            ("append_settle", "GOVSCRIPT_APPEND_SETTLE"), ("failure_settle", "GOVSCRIPT_FAILURE_SETTLE"),
            ("sandbox_faults", "GOVSCRIPT_SANDBOX_FAULTS"),
        ] {
            if let value = variable(name) { settings.append(Setting(setting, value, .variable(name))) }
        }
        return settings
    }

    private static func json(_ settings: [Setting]) throws -> String {
        struct Line: Encodable {
            var setting: String
            var value: String
            var source: String
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let lines = settings.map { Line(setting: $0.name, value: $0.value, source: "\($0.source)") }
        return String(decoding: try encoder.encode(lines), as: UTF8.self)
    }
}
