import ApiClients
import ArgumentParser
import ScriptRunner
import Settings
import TerminalText

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show each service's address, key source, account and response time.",
        discussion: """
            Exit code 77 if a service rejects its key, 69 if one cannot be reached, \
            78 if a setting prevents the request.

            Examples:
              govscript auth status
              govscript auth status --profile staging --json
            """)

    @OptionGroup
    var settings: SettingsOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async {
        let secrets = SecretRegistry()
        let console = Console(secrets: secrets)
        KeyCheck.endKeyCommandsWithTheProcess()
        do {
            let choice = try Environment.choice(profile: settings.profile, settings.config)
            guard choice.profile.base != .sandbox else {
                throw ConfigurationError(.flag("--profile"), "the sandbox needs no keys")
            }
            let configuration = RunConfiguration(choice, environment: Environment.variables, secrets: secrets)
            let transport = HTTPTransport(try configuration.http())
            let report = KeyReport(profile: choice.profile, checks: await checks(configuration, transport))
            await transport.shutdown()
            if json { Output.json(secrets.redact(try report.json)) } else { Output.lines(secrets.redact(report.table)) }
            ProcessExit.exit(code: report.exitCode.rawValue)
        } catch {
            ProcessExit.exit(error, stopped: nil, console: console)
        }
    }

    /// Asks all services at once.
    private func checks(_ configuration: RunConfiguration, _ transport: HTTPTransport) async -> [KeyCheck] {
        await withTaskGroup(of: KeyCheck.self) { group in
            for name in KeyName.allCases {
                group.addTask { await KeyCheck(name, configuration, transport.transport) }
            }
            var checks: [KeyName: KeyCheck] = [:]
            for await check in group { checks[check.name] = check }
            return KeyName.allCases.compactMap { name in
                guard let check = checks[name], !check.isOfNoKey || !name.isOptional else { return nil }
                return check
            }
        }
    }
}
