package import Catalogue
package import LuaBridge

/// Every module that scripts see, and what they work on.
package struct AllModules: Sendable {
    package var services: Services
    package var files: FileAccess
    package var console: Console
    package var writers: OpenWriters
    package var runs: BulkRuns
    /// What every write passes; the gate of the runs unless it is set.
    package var gate: WriteGate
    package var logLevel: LogModule.Level
    package var environment: EnvironmentVariables

    package init(
        services: Services, files: FileAccess, console: Console, writers: OpenWriters = OpenWriters(),
        runs: BulkRuns, logLevel: LogModule.Level = .info,
        environment: EnvironmentVariables = EnvironmentVariables([:], hiding: { _ in false })
    ) {
        self.services = services
        self.files = files
        self.console = console
        self.writers = writers
        self.runs = runs
        gate = runs.gate
        self.logLevel = logLevel
        self.environment = environment
    }

    /// Makes the global tables.
    package func install(in state: LuaState) throws {
        let modules = self
        TaskModule.installHandles(in: state)
        try state.installLazily([
            ("task", { try TaskModule.install(in: $0) }),
            ("bulk", { try BulkModule(modules.runs, modules.services).install(in: $0) }),
            ("links", { try LinksModule(modules.services).install(in: $0, gate: modules.gate) }),
            (
                "datagov",
                {
                    try DataGovModule(
                        modules.services, files: modules.files,
                        sequelEnded: { [runs] in try await runs.sequelEnded($0, $1, $2) }
                    ).install(in: $0, gate: modules.gate)
                }
            ),
            (
                "csv",
                {
                    let log = LogModule(console: modules.console, level: modules.logLevel)
                    try CSVModule(files: modules.files, open: modules.writers) { log.say(.info, $0) }.install(in: $0)
                }
            ),
            ("json", { JSONModule().install(in: $0) }),
            ("fs", { FsModule(files: modules.files).install(in: $0) }),
            ("log", { LogModule(console: modules.console, level: modules.logLevel).install(in: $0) }),
            ("progress", { ProgressModule(console: modules.console, live: modules.runs.live).install(in: $0) }),
            ("time", { TimeModule().install(in: $0) }),
        ])
        environment.install(in: state)
    }

    /// The global tables' names, by which `require` gives them too.
    package static let names: Set<String> = [
        "bulk", "task", "links", "datagov", "csv", "json", "fs", "log", "progress", "time", "env",
    ]

    /// What every function is, for help, completion, annotations and the reference.
    package static var signatures: [Signature] {
        var signatures = LinksModule.bindings.map(\.signature)
        signatures += [LinksModule.check.signature, LinksModule.on(gate: .open).signature]
        signatures += DataGovModule.bindings.map(\.signature) + [DataGovModule.publish.signature]
        signatures += (TaskModule.bindings + TaskModule.primitives).map(\.signature)
        signatures +=
            CSVModule.bindings.map(\.signature) + [CSVModule.read.signature, CSVModule.write.signature]
            + CSVWriterObject.bindings.map(\.signature)
        signatures += JSONModule.bindings.map(\.signature) + FsModule.bindings.map(\.signature)
        signatures += TimeModule.bindings.map(\.signature) + LogModule.bindings.map(\.signature)
        signatures += BulkModule.bindings.map(\.signature)
        return signatures + ProgressModule.bindings.map(\.signature) + Progress.bindings.map(\.signature)
    }
}

extension AllModules {
    /// What scripts have beyond plain Lua that no signature declares.
    package static let undeclaredGlobals: Set<String> = [
        "arg", "args", "env", "json.null",
    ]
}
