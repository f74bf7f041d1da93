import ApiClients
import Glibc
import LuaBridge
import ScriptModules
import ScriptRunner
import Settings
import TerminalText

/// One run of a script as the command line asked for it.
struct RunRequest: Sendable {
    /// Code instead of a file.
    var code: String?
    /// The script's path, unless there is code, and its arguments.
    var words: [String] = []
    var start = SessionStart()
    /// How long a service may keep failing; nil for the default.
    var patience: Duration?
    /// Whether every request is shown.
    var isTraced = false
    /// Where every request is written.
    var archive: String?
    /// When the script is ended; nil for never.
    var timeout: Duration?
    /// How long requests in progress are waited for after a signal.
    var grace = Duration.seconds(4)

    /// Runs the script and ends the process, on a thread that is none of the concurrency pool's.
    func execute() -> Never {
        let secrets = SecretRegistry()
        let console = Console(secrets: secrets)
        let signals: SignalWatch
        do { signals = try SignalWatch() } catch { ProcessExit.exit(error, stopped: nil, console: console) }
        do {
            let choice = try start.choice()
            // Before anything is started: a script that cannot be read needs no services.
            let options = try sessionOptions(console, for: choice)
            try start.servingBlocking(choice, secrets, command: options.command) { configuration in
                try run(options, observed(configuration, console), signals)
            }
        } catch {
            ProcessExit.exit(error, stopped: signals.session?.stopReason, console: console)
        }
        if case .exit(let code) = signals.session?.stopReason { ProcessExit.exit(code: code) }
        let hasTrouble = signals.session?.hasTrouble ?? false
        ProcessExit.exit(code: (hasTrouble ? ExitCode.unfinishedItems : .done).rawValue)
    }

    private func run(
        _ options: ScriptSession.Options, _ configuration: RunConfiguration, _ signals: SignalWatch
    ) throws {
        let session = try ScriptSession(options, configuration: configuration)
        signals.watch(session, grace: grace)
        if timeout != nil { try LuaThread.requireRoom() }
        let limit = timeout.map { timeout in
            Task {
                try await Task.sleep(for: timeout)
                session.stop(.timeLimit(timeout))
                SignalWatch.endProcess(after: SignalWatch.patience + grace, code: ExitCode.timeLimit.rawValue)
            }
        }
        defer { limit?.cancel() }
        try session.runBlocking()
    }

    /// The configuration with this run's patience and traces.
    private func observed(_ configuration: RunConfiguration, _ console: Console) throws -> RunConfiguration {
        var configuration = configuration
        if let patience { configuration.policy.patience = patience }
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
        if arguments.first == "--" { arguments.removeFirst() }
        var options = start.options(
            source, arguments: arguments, command: "govscript " + (code == nil ? "run \(source.name)" : "-e"),
            console: console, choice)
        options.grace = grace
        return options
    }
}
