import ArgumentParser
import ScriptRunner
import Settings
import TerminalText

struct LogoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: "Remove keys that `auth login` stored.",
        usage: "govscript auth logout (<service> | --all) [<options>]",
        discussion: """
            Keys in other places are not touched; `auth status` shows them.

            Examples:
              govscript auth logout go
              govscript auth logout --all --profile staging
            """)

    @Argument(help: ArgumentHelp("datagov, go, forsg or datagov-public.", valueName: "service"))
    var name: KeyName?

    @Flag(help: "Remove the keys of every service.")
    var all = false

    @OptionGroup
    var settings: SettingsOptions

    func validate() throws {
        if (name != nil) == all {
            throw ValidationError("Give a service (datagov, go, forsg, datagov-public) or --all.")
        }
    }

    func run() async {
        let console = Console()
        do {
            let choice = try Environment.choice(profile: settings.profile, settings.config)
            let profile = choice.profile.name
            for name in all ? KeyName.allCases : [name].compactMap({ $0 }) {
                let was = try choice.store.remove(profile, name)
                if all, !was, name.isOptional { continue }
                Output.line("\(name.rawValue): \(was ? "removed" : "no key was stored") (profile \(profile))")
                if let place = choice.credentials.place(of: name) {
                    console.line("note: \(name.rawValue) still has a key: \(place)")
                }
            }
        } catch {
            ProcessExit.exit(error, stopped: nil, console: console)
        }
        ProcessExit.exit(code: ExitCode.done.rawValue)
    }
}
