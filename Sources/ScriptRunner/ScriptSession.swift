import ApiClients
package import Catalogue
import Dispatch
import DurableRuns
import HostState
package import LuaBridge
package import ScriptModules
import Settings
package import StartRecords
import Synchronization
import SystemFiles
package import TerminalText
import Timekeeping

/// One run of one script: an interpreter on a thread of its own, the services it reaches, and its end.
package final class ScriptSession: Sendable {
    package struct Options: Sendable {
        package var source: ScriptSource
        package var arguments: [String] = []
        /// The variables that the script sees, except those that hold keys.
        package var environment: [String: String] = [:]
        package var files: FileAccess
        /// What the script may do beyond the sandbox.
        package var permissions = LuaPermissions()
        package var console: Console
        package var logLevel = LogModule.Level.info
        /// The folder that all processes of the user share, and that holds the durable runs.
        package var stateDirectory: String
        /// The folder that keeps what is the user's on every machine and in every state directory; nil in the sandbox.
        package var userDirectory: String?
        /// Whether writes are only collected.
        package var isDryRun = false
        /// Where the plan of a dry run is saved.
        package var planned: PlanRequest?
        /// The plan that is applied.
        package var applied: (plan: Plan, path: String)?
        /// How long requests in progress may take to end when the script is interrupted.
        package var grace = Duration.seconds(4)
        /// What other processes are told that this one does; without secrets.
        package var command = ""
        /// Bytes that Lua may hold.
        package var memoryLimit = 1 << 30
        /// The version of the program that runs the script.
        package var version = ""
        /// Counts what the script does.
        package var meter: WorkMeter?
        /// What stands in for the machine and the network where the script is only tried.
        package var world: VirtualWorld?
        /// What the script's `test` works on, if the script is a test.
        package var testing: (any TestHost)?

        /// What tells a script and its arguments from others; empty for a prompt, which has no script.
        var program: [String] {
            source.text.isEmpty ? [] : [version, String(decoding: source.text, as: UTF8.self)] + arguments
        }

        package init(source: ScriptSource, files: FileAccess, console: Console, stateDirectory: String) {
            self.source = source
            self.stateDirectory = stateDirectory
            self.files = files
            self.console = console
        }
    }

    /// What tracebacks call the host's own Lua: `[govscript task]`.
    static let programName = "govscript"

    let options: Options
    let configuration: RunConfiguration
    /// nil where the script is only tried.
    private let transport: HTTPTransport?
    private let control = Mutex<LuaControl?>(nil)
    private let stopRequested = Mutex<LuaStop?>(nil)
    let runs: BulkRuns
    private let environment: SharedEnvironment
    private let writers = OpenWriters()
    private let live: LiveStatus
    /// Explains errors of Lua's own; it knows the script's text.
    package let advisor: ErrorAdvisor

    /// - Throws: ``ApiError`` for a proxy that cannot be understood, ``ConfigurationError`` for such an address of a
    ///   database.
    package init(_ options: Options, configuration: RunConfiguration) throws {
        self.options = options
        self.configuration = configuration
        let stopping = StopFlag()
        live = LiveStatus(
            console: options.console, patience: configuration.policy.patience, time: options.world?.time ?? .system)
        let sending: Transport
        var database: StateDatabase?
        if let world = options.world {
            transport = nil
            sending = world.transport
        } else {
            let http = HTTPTransport(try configuration.http())
            transport = http
            if let state = configuration.profile.state { database = try StateDatabase(state) }
            sending = http.transport.inTurn().finishing(within: options.grace) { stopping.isSet }
        }
        environment = SharedEnvironment(
            options, transport: sending, live: live, database: database, patience: configuration.policy.patience,
            isStopping: { stopping.isSet })
        let environment = environment
        let (source, files) = (options.source, options.files)
        let advisor = ErrorAdvisor(AllModules.manual) { try? files.shortText(of: $0) }
        if !source.text.isEmpty { advisor.note(source.text, named: source.name) }
        self.advisor = advisor
        // In a virtual world nothing is random but by its seed.
        let dryRun = options.isDryRun ? options.world.map { DryRun(id: "\($0.seed)") } ?? DryRun() : nil
        runs = BulkRuns(
            files: options.files, console: options.console, dryRun: dryRun, replay: options.world?.replay?.run,
            application: options.applied.map { PlanApplication($0.plan, path: $0.path) }, stop: stopping,
            program: options.program, live: live, meter: options.meter, named: options.world?.named,
            advise: { advisor.hint(for: $0) }
        ) { try environment.runs(of: configuration) }
    }

    /// Runs the script to its end.
    ///
    /// - Throws: ``LuaError`` for an error that the script does not catch; files that it left open are closed before.
    package func run() async throws {
        defer { control.withLock { $0 = nil } }
        let result = await Result { try await LuaThread.run { try self.interpret() } }
        await disconnect()
        try result.get()
    }

    /// Runs the script to its end while the calling thread waits, which must be none of the concurrency pool's.
    ///
    /// A script that makes no request needs that pool at no time, and is over before its threads would have started.
    ///
    /// - Throws: As ``run()``.
    package func runBlocking() throws {
        defer { control.withLock { $0 = nil } }
        let result = Result { try LuaThread.runBlocking { try self.interpret() } }
        if transport?.stop() == false || environment.hasLeases {
            let end = DispatchSemaphore(value: 0)
            Task {
                await disconnect()
                end.signal()
            }
            end.wait()
        }
        try result.get()
    }

    /// Ends the script; see ``LuaControl/stop(_:)``.
    ///
    /// Harmless before the start and after the end.
    package func stop(_ reason: LuaStop) {
        runs.stop()
        stopRequested.withLock { $0 = $0 ?? reason }
        control.withLock { $0 }?.stop(reason)
        // One that hangs holds the interpreter's thread, and would outlive the process. A tried script has none, and
        // its process has other scripts to try.
        if options.world == nil { Credentials.stopCommands(forGood: true) }
    }

    /// Ends what holds the interpreter's thread outside of Lua, where the input of a prompt is interrupted.
    ///
    /// From any thread.
    package func interruptKeyCommands() {
        Credentials.stopCommands(forGood: false)
    }

    /// Has the script's tasks reported on the console.
    package func inspect() {
        control.withLock { $0 }?.inspect()
    }

    /// Whether the script is going through a durable run.
    package var hasOpenRuns: Bool { runs.hasOpenRuns }

    /// Whether an item of a durable run failed or is in doubt.
    package var hasTrouble: Bool { runs.hasTrouble }

    /// Why the script was stopped, if it was.
    package var stopReason: LuaStop? {
        stopRequested.withLock { $0 } ?? control.withLock { $0 }?.stopReason
    }

    /// Makes an interpreter with everything in it that a script has, for the calling thread.
    ///
    /// - Parameter confirm: Is asked before each write: the call, and in a second line the question; a no fails it.
    package func makeInterpreter(confirm: (@Sendable (String) async -> Bool)? = nil) throws -> LuaState {
        let state = try LuaState(memoryLimit: options.memoryLimit, program: Self.programName)
        state.scheduler.lane = options.world?.lane
        state.scheduler.notesLocations = options.world?.replay != nil
        try open(state)
        var modules = AllModules(
            services: services(), files: options.files, console: options.console, writers: writers, runs: runs,
            logLevel: options.logLevel,
            environment: EnvironmentVariables(options.environment, hiding: RunConfiguration.isSecret))
        modules.testing = options.testing
        if let confirm {
            modules.gate = modules.gate.confirmed(in: configuration.profile.name, by: confirm)
        }
        try modules.install(in: state)
        installArguments(in: state)
        let console = options.console
        state.scheduler.onUnobservedError = { [advisor] error in
            console.line("error in a task that was not waited for: \(error.message)")
            if let hint = advisor.hint(for: error) { console.line("  hint: \(hint)") }
        }
        state.onWarning = { console.line("Lua warning: \($0)") }
        state.scheduler.onInspection = { console.lines($0) }
        return state
    }

    /// Closes what the scripts of an interpreter left open: durable runs, files, and the list of a dry run.
    package func closeInterpreter() throws {
        let console = options.console
        live.stop()
        for line in runs.closeAll() { console.line(line) }
        if let dryRun = runs.dryRun, options.world?.replay == nil {
            for line in dryRun.summary(rates: configuration.rates) { console.line(line) }
        }
        // What was written stays, however the script ended.
        try writers.closeAll()
        console.live("")
    }

    /// Closes the connections, and gives back what is leased; no request may follow.
    package func disconnect() async {
        await transport?.shutdown()
        await environment.end()
    }

    /// Gives back what is leased while the calling thread waits, which must be none of the concurrency pool's.
    package func endLeases() {
        guard environment.hasLeases else { return }
        try? BlockingWait.perform { [environment] in await environment.end() }
    }

    private func interpret() throws {
        let state = try makeInterpreter()
        // By virtual time nothing may depend on how fast the machine is.
        state.bindToCurrentThread(slice: options.world == nil ? .milliseconds(10) : .zero)
        let control = state.control
        self.control.withLock { $0 = control }
        // A stop that came before there was anything to stop.
        if let reason = stopRequested.withLock({ $0 }) { control.stop(reason) }
        defer { stopRequested.withLock { $0 = $0 ?? control.stopReason } }
        guard try beginPlan() else { return }
        let outcome = Result {
            try state.scheduler.run(
                options.source.text, name: options.source.chunkName, arguments: options.arguments.map { .string($0) })
        }
        if options.world?.lane.isAbandoned == true {
            runs.abandon()
            return
        }
        let isComplete =
            switch (outcome, stopReason) {
            case (.success, nil), (_, .exit(code: 0)?): true
            default: false
            }
        let planned = Result { try endPlan(isComplete: isComplete) }
        try closeInterpreter()
        try planned.get()
        if let words = try savePlan(isComplete: isComplete) { options.console.line(words) }
        do {
            _ = try outcome.get()
        } catch var error as LuaError {
            // Errors of bindings carry their own hints.
            error.hint = advisor.hint(for: error)
            throw error
        }
    }

    /// Opens Lua's own libraries, with files, modules and the environment as far as the script may have them.
    private func open(_ state: LuaState) throws {
        try state.open(options.permissions)
        state.installExit()
        if let world = options.world { try world.install(in: state) }
        try installPrint(in: state)
        try state.installFiles(options.files)
        var directory = options.source.directory ?? "."
        if directory == "." { directory = "" }
        guard !options.permissions.all else {
            return try state.installRequire(options.files, beside: directory, modules: AllModules.names)
        }
        try state.installRequire(beside: directory, options.files, modules: AllModules.names)
        state.installEnvironment(hiding: RunConfiguration.isSecret)
    }

    /// Records are printed with their fields in the order of their declaration, on a terminal as wide as that is.
    private func installPrint(in state: LuaState) throws {
        var limits = LuaDisplay.Limits()
        limits.entries = 1_000
        var text = ValueText(columns: .max) { AllModules.manual.order(of: $0) }
        text.entries = limits.entries
        text.innerStringLimit = 10_000
        guard TextWidth.ofTerminal(1) != nil else {
            return try state.installPrint(limits: limits) { [text] in text.printed($0) }
        }
        let columns: @Sendable () -> Int = { TextWidth.ofTerminal(1) ?? 80 }
        try state.installPrint(limits: limits, wrap: { $0.wrappedLines(to: columns()) }) { [text] value in
            var text = text
            text.columns = columns()
            return text.printed(value)
        }
    }

    private func installArguments(in state: LuaState) {
        let arguments = options.arguments.map { LuaValue.string($0) }
        state.setGlobal("args", .table(LuaTable(array: arguments)))
        let numbered = ([.string(options.source.name)] + arguments).enumerated()
        state.setGlobal("arg", pairs: numbered.map { (.integer(Int64($0)), $1) })
    }

    func services() -> Services {
        var configuration = configuration.observed(by: live, options.meter)
        if let dryRun = runs.dryRun {
            configuration.observer = { [observer = configuration.observer] attempt in
                dryRun.noteRequest(to: attempt.service)
                observer?(attempt)
            }
        }
        let (environment, files) = (environment, options.files)
        return Services(
            defaultLinks: configuration.profile.defaultLinks, live: live, meter: options.meter,
            time: options.world?.time ?? .system,
            links: { [configuration] service in
                try configuration.prepared(environment.clients()).links(
                    service, configuration.endpoint(of: service), limits: configuration.limits(of: service))
            },
            datagov: { [configuration] in
                DataGovClient(
                    try configuration.datagovEndpoints(),
                    environment: configuration.prepared(try environment.clients()),
                    options: try configuration.datagovOptions(), files: { try files.source(of: $0) })
            })
    }
}

extension Result where Failure == any Error {
    /// The result of asynchronous work.
    package init(catching body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

extension FileAccess {
    /// A file of the script's that a client reads.
    ///
    /// - Throws: ``ApiError`` of kind `data`, or `permission` for a path outside the script's folders.
    func source(of path: String) throws -> FileSource {
        do throws(FileAccessError) {
            let file = try open(path, for: .read)
            return FileSource(descriptor: file.release(), path: path)
        } catch {
            let isRefusal = error.code == .outside || error.code == .denied
            throw isRefusal
                ? ApiError(.permission, error.description, stopsRun: false)
                : ApiError(error.description, file: error.errno, isWriting: false)
        }
    }
}

extension FileAccess {
    /// The Lua of a file, for what is said of an error in it; a script's file is short.
    fileprivate func shortText(of path: String) throws -> [UInt8] {
        let file = try open(path, for: .read)
        return Array(try FileBytes.all(of: file.descriptor, limit: 1 << 20).luaCode)
    }
}
