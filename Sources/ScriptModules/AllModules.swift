package import Catalogue
package import LuaBridge
package import TerminalText

/// Every module that scripts see, and what they work on.
package struct AllModules: Sendable {
    /// The modules, in the order of the help.
    ///
    /// A new one is named here and nowhere else.
    package static let list: [any ScriptModule.Type] = [
        LinksModule.self, DataGovModule.self, TaskModule.self, CSVModule.self, XlsxModule.self, JSONModule.self,
        TablesModule.self,
        FsModule.self, TimeModule.self, LogModule.self, BulkModule.self, ProgressModule.self, EnvModule.self,
        TestModule.self,
    ]

    package var services: Services
    package var files: FileAccess
    package var console: Console
    package var writers: OpenWriters
    package var runs: BulkRuns
    /// What every write passes; the gate of the runs unless it is set.
    package var gate: WriteGate
    package var logLevel: LogModule.Level
    package var environment: EnvironmentVariables
    /// What runs the tests of scripts; nil where none are run.
    package var testing: (any TestHost)?

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

    /// Makes the globals.
    package func install(in state: LuaState) throws {
        let host = self
        for module in Self.list {
            module.prepare(state)
            if !module.isMadeLazily { try module.init(host).install(in: state) }
        }
        try state.installLazily(
            Self.list.filter { $0.isMadeLazily }.map { module in
                (module.name, { try module.init(host).install(in: $0) })
            })
    }

    /// The globals' names, by which `require` gives them too.
    package static let names = Set(list.map { $0.name })

    /// What every function is, for help, completion, annotations and the reference.
    package static let signatures = list.flatMap { $0.signatures }
}

extension AllModules {
    /// What scripts have beyond plain Lua that no signature declares.
    ///
    /// `arg` is Lua's own: its interpreter sets it for scripts that are run by name.
    package static let undeclaredGlobals = Set(values.map(\.name) + ["arg"])
}
