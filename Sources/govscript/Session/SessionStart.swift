import ApiClients
import Catalogue
import LuaBridge
import ScriptModules
import ScriptRunner
import Settings
import TerminalText

/// What a script and a prompt are started with alike: services, permissions, bounds.
struct SessionStart: Sendable {
    enum SandboxUse { case kept, fresh }

    var sandbox: SandboxUse?
    var profile: String?
    /// The configuration file, if not the user's own.
    var configuration: String?
    /// How the sandbox misbehaves.
    var faults: String?
    /// Bytes.
    var memoryLimit = 1 << 30
    var reading: [String] = []
    var writing: [String] = []
    var permissions = LuaPermissions.sandboxed
    /// Whether writes are only listed.
    var isDryRun = false
    var isVerbose = false

    /// The profile that is meant.
    ///
    /// - Throws: ``ConfigurationError``
    func choice() throws -> ProfileChoice {
        try Environment.choice(profile: sandbox == nil ? profile : Profile.Base.sandbox.rawValue, configuration)
    }

    /// Runs `body` with a profile's services, while the emulator serves them if it is the sandbox's.
    ///
    /// - Parameters:
    ///   - command: What other processes are told that this one does.
    ///   - body: Is also given who serves the sandbox, if that is another process.
    func serving(
        _ choice: ProfileChoice, _ secrets: SecretRegistry, command: String,
        _ body: (RunConfiguration, SandboxNotice?) async throws -> Void
    ) async throws {
        if choice.profile.base == .sandbox {
            let faults = try Sandbox.faults(flag: faults)
            try await Sandbox.serving(
                choice.profile, fresh: sandbox == .fresh, faults, command: command, secrets, body)
        } else {
            try await body(services(choice, secrets), nil)
        }
    }

    /// Does the same while the calling thread waits, which must be none of the concurrency pool's; `body` may block.
    func servingBlocking(
        _ choice: ProfileChoice, _ secrets: SecretRegistry, command: String,
        _ body: @escaping @Sendable (RunConfiguration) throws -> Void
    ) throws {
        guard choice.profile.base == .sandbox else { return try body(services(choice, secrets)) }
        try BlockingWait.perform {
            try await serving(choice, secrets, command: command) { services, _ in
                try await LuaThread.run { try body(services) }
            }
        }
    }

    /// The services of a profile that is not the sandbox's.
    private func services(_ choice: ProfileChoice, _ secrets: SecretRegistry) throws -> RunConfiguration {
        guard faults == nil else {
            throw ConfigurationError(.flag("--faults"), "failures can be simulated in the sandbox only")
        }
        return RunConfiguration(choice, environment: Environment.variables, secrets: secrets)
    }

    /// The options of a session.
    ///
    /// - Parameter command: What other processes are told that this one does.
    func options(
        _ source: ScriptSource, arguments: [String] = [], command: String, console: Console, _ choice: ProfileChoice
    ) -> ScriptSession.Options {
        let files = FileAccess(
            workingDirectory: Environment.workingDirectory, scriptDirectory: source.directory,
            homes: Environment.homes, reading: reading, writing: writing, arguments: arguments,
            denied: [Environment.stateDirectory, Environment.configurationDirectory] + choice.secretFiles,
            everything: permissions.all, hints: StandardLibrary.hints)
        let isSandbox = choice.profile.base == .sandbox
        var options = ScriptSession.Options(
            source: source, files: files, console: console,
            stateDirectory: isSandbox ? Sandbox.directory + "/host" : Environment.stateDirectory)
        options.arguments = arguments
        options.environment = Environment.shownVariables
        options.logLevel = isVerbose ? .debug : .info
        options.memoryLimit = memoryLimit
        options.permissions = permissions
        options.permissions.hints = StandardLibrary.hints
        if !isSandbox { options.userDirectory = Environment.configurationDirectory }
        options.isDryRun = isDryRun
        options.command = command
        options.version = Govscript.version
        return options
    }
}
