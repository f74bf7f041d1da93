public import Catalogue
public import LuaBridge

/// Every module that scripts see, and what they work on.
public struct AllModules: Sendable {
    public var services: Services
    public var files: FileAccess
    public var console: Console
    public var writers: OpenWriters
    public var runs: BulkRuns
    public var logLevel: LogModule.Level
    public var environment: EnvironmentVariables

    public init(
        services: Services, files: FileAccess, console: Console, writers: OpenWriters = OpenWriters(),
        runs: BulkRuns, logLevel: LogModule.Level = .info,
        environment: EnvironmentVariables = EnvironmentVariables([:], hiding: { _ in false })
    ) {
        self.services = services
        self.files = files
        self.console = console
        self.writers = writers
        self.runs = runs
        self.logLevel = logLevel
        self.environment = environment
    }

    /// Makes the global tables.
    public func install(in state: LuaState) throws {
        let gate = runs.gate
        try TaskModule.install(in: state)
        try BulkModule(runs).install(in: state)
        LinksModule(services).install(in: state, gate: gate)
        try DataGovModule(services, files: files).install(in: state, gate: gate)
        CsvModule(files: files, open: writers).install(in: state)
        JsonModule().install(in: state)
        FsModule(files: files).install(in: state)
        LogModule(console: console, level: logLevel).install(in: state)
        ProgressModule(console: console).install(in: state)
        TimeModule().install(in: state)
        environment.install(in: state)
    }

    /// The global tables' names, by which `require` gives them too.
    public static let names: Set<String> = [
        "bulk", "task", "links", "datagov", "csv", "json", "fs", "log", "progress", "time", "env",
    ]

    /// What every function is, for help, completion, annotations and the reference.
    public static var signatures: [Signature] {
        var signatures = LinksModule.bindings.map(\.signature) + [LinksModule.on(gate: .open).signature]
        signatures += DataGovModule.bindings.map(\.signature) + [DataGovModule.publish.signature]
        signatures += (TaskModule.bindings + TaskModule.primitives).map(\.signature)
        signatures += CsvModule.bindings.map(\.signature) + CsvWriterObject.bindings.map(\.signature)
        signatures += JsonModule.bindings.map(\.signature) + FsModule.bindings.map(\.signature)
        signatures += TimeModule.bindings.map(\.signature) + LogModule.bindings.map(\.signature)
        signatures += BulkModule.bindings.map(\.signature)
        return signatures + ProgressModule.bindings.map(\.signature) + Progress.bindings.map(\.signature)
    }
}
