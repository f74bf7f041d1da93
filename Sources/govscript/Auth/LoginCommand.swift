import ApiClients
import ArgumentParser
import Glibc
import ScriptRunner
import Settings
import TerminalText

struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Store a service's API key for a profile.",
        usage: "govscript auth login <service> [<options>]",
        discussion: """
            Reads the key from the terminal without showing it, or from one line of \
            standard input. The service is asked whether it accepts the key. The key \
            is stored in a file that only you can read.

            Examples:
              govscript auth login go
              govscript auth login datagov --profile staging
              govscript auth login go < key.txt
            """)

    @Argument(help: ArgumentHelp("datagov, go, forsg or datagov-public.", valueName: "service"))
    var name: KeyName

    @OptionGroup
    var settings: SettingsOptions

    @Flag(help: "Store the key without asking the service.")
    var noCheck = false

    func run() async {
        let secrets = SecretRegistry()
        let console = Console(secrets: secrets)
        do {
            let choice = try Environment.choice(profile: settings.profile, settings.config)
            let profile = choice.profile
            guard profile.base != .sandbox else {
                throw ConfigurationError(.flag("--profile"), "the sandbox needs no keys")
            }
            let prompt = "API key of \(name.title) for the profile \(profile.name): "
            let key = try KeyForm.key(try KeyPrompt.line(prompt), from: KeyPrompt.source)
            // The prompt has its own ways with signals.
            KeyCheck.endKeyCommandsWithTheProcess()
            secrets.add(key)
            _ = try ServiceEndpoint(profile[name.service].url, key: key)
            var owner = ""
            if !noCheck {
                let configuration = RunConfiguration(
                    choice, environment: Environment.variables, trying: [name: key], secrets: secrets)
                let transport = HTTPTransport(try configuration.http())
                let check = await KeyCheck(name, configuration, transport.transport)
                await transport.shutdown()
                if let error = check.error { throw Self.notStored(error, name) }
                owner = check.who.map { ", which belongs to \($0)" } ?? ", which \(name.service.title) accepts"
            }
            try choice.store.store(key, profile.name, name)
            Output.line("stored the key\(owner), in \(choice.store.path(profile.name, name))")
            if let found = try? choice.credentials.key(of: name), found.key != key {
                console.line("note: another key comes first: \(found.source)")
            }
        } catch {
            ProcessExit.exit(error, stopped: nil, console: console)
        }
        ProcessExit.exit(code: ExitCode.done.rawValue)
    }

    /// The error of a key that was not stored: refused, or not asked about.
    private static func notStored(_ error: ApiError, _ name: KeyName) -> ApiError {
        var error = error
        // The user has called none of the functions that scripts call.
        error.call = nil
        guard [.unreachable, .server, .timeout, .rateLimited].contains(error.kind) else { return error }
        error.message = "the key was not stored, because \(name.title) could not be asked about it: \(error.message)"
        let way = "--no-check stores a key without asking."
        error.hint = error.hint.map { "\($0) \(way)" } ?? way
        return error
    }
}
