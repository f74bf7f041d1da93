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

    @Argument(help: ArgumentHelp("datagov, go or forsg.", valueName: "service"))
    var service: Service?

    @Flag(help: "Remove the keys of every service.")
    var all = false

    @OptionGroup
    var settings: SettingsOptions

    func validate() throws {
        if (service != nil) == all { throw ValidationError("Give a service (datagov, go, forsg) or --all.") }
    }

    func run() async {
        let console = Console()
        do {
            let choice = try Environment.choice(profile: settings.profile, settings.config)
            let name = choice.profile.name
            for service in all ? Service.allCases : [service].compactMap({ $0 }) {
                let was = try choice.store.remove(name, service)
                Output.line("\(service.rawValue): \(was ? "removed" : "no key was stored") (profile \(name))")
                if let found = try? choice.credentials.key(of: service) {
                    console.line("note: \(service.rawValue) still has a key: \(found.source)")
                }
            }
        } catch {
            ProcessExit.exit(error, stopped: nil, console: console)
        }
        ProcessExit.exit(code: ExitCode.done.rawValue)
    }
}
