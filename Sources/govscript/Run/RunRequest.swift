import ApiClients
import Glibc
import HostState
import LuaBridge
import Operations
import ScriptModules
import ScriptRunner
import Settings
import StartRecords
import SystemFiles
import TerminalText

/// One run of a script as the command line asked for it.
struct RunRequest: Sendable {
    /// Code instead of a file.
    var code: String?
    /// The script's path, unless there is code, and its arguments.
    var words: [String] = []
    var start = SessionStart()
    /// Where the plan of a dry run is saved.
    var plan: String?
    /// The file of a plan that is applied.
    var apply: String?
    /// That plan, once it was read.
    var applied: Plan?
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
    var conditions = RunConditions()
    var logging = RunLogging()
    var notes = RunNotes()
    /// What is made of the record of the start.
    var outputs = StartRecording.Outputs()

    /// Runs the script and ends the process, on a thread that is none of the concurrency pool's.
    func execute() -> Never {
        // Before there is a log: cron starts entries of other zones every hour.
        guard notes.onlyAt?.isDue(TimeSource.system.calendar) ?? true else {
            ProcessExit.exit(code: ExitCode.done.rawValue)
        }
        if let apply, applied == nil {
            let request: RunRequest
            do { request = try reading(planAt: apply) } catch {
                ProcessExit.exit(error, stopped: nil, console: RunLogging().plainConsole())
            }
            request.execute()
        }
        let secrets = SecretRegistry()
        let recording = StartRecording(self, secrets: secrets)
        let log: RunLog
        do { log = try logging.open(secrets, noteWarning: { recording.meter.warned($0) }) } catch {
            let console = RunLogging().plainConsole(secrets)
            recording.open(console)
            ProcessExit.exit(error, stopped: nil, console: console)
        }
        let console = log.console
        recording.open(console)
        SignalWatch.tell(console)
        let signals: SignalWatch
        do { signals = try SignalWatch() } catch { ProcessExit.exit(error, stopped: nil, console: console) }
        let notes: RunNotes.Open
        do { notes = try self.notes.open(recording, log) } catch {
            ProcessExit.exit(error, stopped: nil, console: console)
        }
        let attempts = RunAttempts(
            conditions: conditions, console: console, signals: signals, meter: recording.meter)
        if let signal = attempts.waitForTurn() { ProcessExit.exit(code: 128 + signal) }
        do {
            let choice = try start.choice()
            recording.note(choice)
            // Before anything is started: a script that cannot be read needs no services.
            let options = try sessionOptions(console, for: choice, recording)
            let lock = try conditions.take(
                script: path, choice, command: options.command, isDryRun: start.isDryRun)
            notes.begin()
            let outcome = attempts.run {
                try start.servingBlocking(choice, secrets, command: options.command) { configuration in
                    recording.begins(configuration)
                    try run(options, observed(configuration, console), signals)
                }
            }
            log.end()
            lock?.release()
            notes.end(outcome)
            ProcessExit.exit(code: outcome.code)
        } catch {
            // Before it is reported: the first reason counts.
            if (error as? HostStateError)?.code == .held { StartRecording.locked("\(error)") }
            let code = ProcessExit.tell(error, stopped: signals.session?.stopReason, console: console)
            log.end()
            notes.refused(error, code: code)
            ProcessExit.exit(code: code)
        }
    }

    /// The request that a plan says.
    ///
    /// - Throws: ``PlanError``, ``InputFile/Unreadable``.
    private func reading(planAt path: String) throws -> RunRequest {
        let plan = try Plan(json: InputFile.contents(of: path), path: path)
        guard plan.folder == Environment.workingDirectory else {
            throw PlanError(
                "the plan \(path) was made in \(plan.folder), and its paths begin there",
                hint: "Change to that folder: cd \(plan.folder.shellWord)")
        }
        var request = self
        request.applied = plan
        request.words = [plan.script.path] + (plan.arguments.first == "--" ? ["--"] : []) + plan.arguments
        if plan.profile == Profile.Base.sandbox.rawValue {
            request.start.sandbox = .kept
        } else {
            request.start.profile = plan.profile
        }
        request.start.reading = plan.permissions.read
        request.start.writing = plan.permissions.write
        request.start.permissions = LuaPermissions(run: plan.permissions.run, all: plan.permissions.all)
        return request
    }

    /// The script's file; nil for code, and for one that comes by standard input.
    var path: String? { code == nil && words.first != "-" ? words.first : nil }

    /// What messages call the script.
    var scriptName: String { path ?? (code == nil ? "(standard input)" : "(command line)") }

    /// What the script gets.
    var scriptArguments: [String] {
        let rest = words.dropFirst(code == nil ? 1 : 0)
        return Array(rest.first == "--" ? rest.dropFirst() : rest)
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

    private func sessionOptions(
        _ console: Console, for choice: ProfileChoice, _ recording: StartRecording
    ) throws -> ScriptSession.Options {
        let text: [UInt8]
        if let code {
            text = Array(code.utf8)
        } else if let path {
            text = try InputFile.contents(of: path)
        } else {
            text = try InputFile.standardInput()
        }
        let source = path.map { ScriptSource(file: $0, text: text) } ?? ScriptSource(named: scriptName, text: text)
        recording.note(text: text)
        var options = start.options(
            source, arguments: scriptArguments, command: "govscript " + (code == nil ? "run \(source.name)" : "-e"),
            console: console, choice)
        options.grace = grace
        options.logLevel = logging.scriptLevel
        options.meter = recording.meter
        if let applied, let apply { options.applied = (applied, apply) }
        options.planned = plan.map { path in
            PlanRequest(
                path, folder: Environment.workingDirectory,
                permissions: Plan.Permissions(
                    read: start.reading, write: start.writing, run: start.permissions.run,
                    all: start.permissions.all))
        }
        return options
    }
}
