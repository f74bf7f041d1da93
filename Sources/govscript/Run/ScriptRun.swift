import Glibc
import LuaBridge
import ScriptModules
import ScriptRunner

/// One run of a script as the command line asked for it.
struct ScriptRun: Sendable {
    /// Code instead of a file.
    var code: String?
    /// The script's path, unless there is code, and its arguments.
    var words: [String] = []
    var sandbox: SandboxUse?
    var profile: String?
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
        let console = Console()
        let signals = SignalWatch()
        do {
            let options = try sessionOptions(console)
            if let sandbox {
                try await Sandbox.serving(fresh: sandbox == .fresh) { configuration in
                    try await run(options, configuration, signals)
                }
            } else {
                let configuration = try RunConfiguration(profile: profile, environment: Environment.variables)
                try await run(options, configuration, signals)
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
                SignalWatch.endProcess(after: 4, code: ExitCode.scriptError.rawValue)
            }
        }
        defer { limit?.cancel() }
        try await session.run()
    }

    private func sessionOptions(_ console: Console) throws -> ScriptSession.Options {
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
            denied: [Environment.stateDirectory, Environment.configurationDirectory], everything: permissions.all)
        var options = ScriptSession.Options(
            source: source, files: files, console: console,
            stateDirectory: sandbox == nil ? Environment.stateDirectory : Sandbox.directory + "/host")
        options.arguments = arguments
        options.environment = Environment.variables
        options.logLevel = isVerbose ? .debug : .info
        options.memoryLimit = memoryLimit << 20
        options.permissions = permissions
        // The sandbox belongs to one run at a time, which has nobody to share its slots with.
        options.sharesLimits = sandbox == nil
        options.isDryRun = isDryRun
        options.grace = .seconds(grace)
        options.command = "govscript " + (code == nil ? "run \(source.name)" : "-e")
        return options
    }
}
