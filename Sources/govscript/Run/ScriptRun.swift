import ApiClients
import Glibc
import LuaBridge
import ScriptModules
import ScriptRunner
import Settings

/// One run of a script as the command line asked for it.
struct ScriptRun: Sendable {
    /// Code instead of a file.
    var code: String?
    /// The script's path, unless there is code, and its arguments.
    var words: [String] = []
    var sandbox: SandboxUse?
    var profile: String?
    /// The configuration file, if not the user's own.
    var configuration: String?
    /// How the sandbox misbehaves.
    var faults: String?
    /// Seconds.
    var patience: Double?
    /// Whether every request is shown.
    var isTraced = false
    /// Where every request is written.
    var archive: String?
    /// Seconds.
    var timeout: Double?
    /// Megabytes.
    var memoryLimit = 1024
    var reading: [String] = []
    var writing: [String] = []
    var permissions = LuaPermissions.sandboxed
    var isVerbose = false
    /// Whether writes are only listed.
    var isDryRun = false
    /// Seconds.
    var grace = 4.0

    enum SandboxUse { case kept, fresh }

    /// Runs the script and ends the process.
    func execute() async -> Never {
        let secrets = SecretRegistry()
        let console = Console(secrets: secrets)
        let signals = SignalWatch()
        do {
            let choice = try Environment.choice(
                profile: sandbox == nil ? profile : Profile.Base.sandbox.rawValue, configuration)
            let options = try sessionOptions(console, for: choice)
            if choice.profile.base == .sandbox {
                let faults = try Sandbox.faults(flag: faults)
                try await Sandbox.serving(choice.profile, fresh: sandbox == .fresh, faults: faults, secrets) {
                    try await run(options, observed($0, console), signals)
                }
            } else {
                guard faults == nil else {
                    throw ConfigurationError(.flag("--faults"), "only the sandbox misbehaves on request")
                }
                let configuration = RunConfiguration(choice, environment: Environment.variables, secrets: secrets)
                try await run(options, observed(configuration, console), signals)
            }
        } catch {
            Failure.exit(error, stopped: signals.session?.stopReason, console: console)
        }
        if case .exit(let code) = signals.session?.stopReason { Failure.exit(code: code) }
        let hasTrouble = signals.session?.hasTrouble ?? false
        Failure.exit(code: (hasTrouble ? ExitCode.unfinishedItems : .done).rawValue)
    }

    private func run(
        _ options: ScriptSession.Options, _ configuration: RunConfiguration, _ signals: SignalWatch
    ) async throws {
        let session = try ScriptSession(options, configuration: configuration)
        signals.watch(session, grace: grace)
        let limit = timeout.map { seconds in
            Task {
                try await Task.sleep(for: .seconds(seconds))
                session.stop(.timeLimit(.seconds(seconds)))
                SignalWatch.endProcess(after: 4 + UInt32(grace.rounded(.up)), code: ExitCode.scriptError.rawValue)
            }
        }
        defer { limit?.cancel() }
        try await session.run()
    }

    /// The configuration with this run's patience and traces.
    private func observed(_ configuration: RunConfiguration, _ console: Console) throws -> RunConfiguration {
        var configuration = configuration
        if let patience { configuration.policy.patience = .seconds(patience) }
        var observers: [AttemptObserver] = []
        if isTraced {
            let trace = TraceLog(console: console)
            observers.append { trace.note($0) }
            configuration.retryObserver = { trace.note($0) }
        }
        if let archive {
            let file = try HarFile(
                archive, version: Govscript.version, secrets: configuration.secrets)
            observers.append { file.note($0) }
        }
        if !observers.isEmpty {
            configuration.observer = { [observers] attempt in for observer in observers { observer(attempt) } }
        }
        return configuration
    }

    private func sessionOptions(_ console: Console, for choice: ProfileChoice) throws -> ScriptSession.Options {
        let source: ScriptSource
        var arguments = words
        if let code {
            source = ScriptSource(named: "(command line)", text: Array(code.utf8))
        } else {
            let path = arguments.removeFirst()
            source =
                path == "-"
                ? ScriptSource(named: "(standard input)", text: try InputFile.standardInput())
                : ScriptSource(file: path, text: try InputFile.contents(of: path))
        }
        let files = FileAccess(
            workingDirectory: Environment.workingDirectory, scriptDirectory: source.directory,
            home: Environment.variables["HOME"], reading: reading, writing: writing, arguments: arguments,
            denied: [Environment.stateDirectory, Environment.configurationDirectory] + choice.secretFiles,
            everything: permissions.all)
        // The sandbox belongs to one run at a time, which has nobody to share its slots with.
        let isSandbox = choice.profile.base == .sandbox
        var options = ScriptSession.Options(
            source: source, files: files, console: console,
            stateDirectory: isSandbox ? Sandbox.directory + "/host" : Environment.stateDirectory)
        options.arguments = arguments
        options.environment = Environment.variables
        options.logLevel = isVerbose ? .debug : .info
        options.memoryLimit = memoryLimit << 20
        options.permissions = permissions
        options.sharesLimits = !isSandbox
        options.isDryRun = isDryRun
        options.grace = .seconds(grace)
        options.command = "govscript " + (code == nil ? "run \(source.name)" : "-e")
        return options
    }
}
