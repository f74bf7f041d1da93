import ApiClients
import Catalogue
import LuaBridge
import RunJournal
import ScriptModules
import Synchronization
import TestSupport

extension FuzzTarget {
    /// Lua programs over all bindings, made of the input by a small grammar, in a sandboxed interpreter of 32 MiB.
    ///
    /// Services answer as in `answers`. Whatever a program does, it ends with results or an error.
    static let programs = FuzzTarget(name: "programs") {
        let scratch = ScratchFolder()
        return { input in
            var source = ByteSource(input)
            let isDry = source.next() % 2 == 1
            var writer = ProgramWriter(source)
            let text = writer.program()
            do {
                let state = try interpreter(in: scratch, answers: input, isDry: isDry)
                _ = try state.scheduler.run(text.utf8, name: "@program.lua", arguments: [])
            } catch {
                return error is LuaError ? nil : "an error that is no LuaError: \(error)"
            }
            return nil
        }
    }

    private static func interpreter(in scratch: ScratchFolder, answers: [UInt8], isDry: Bool) throws -> LuaState {
        let choices = Mutex(ByteSource(answers.reversed()))
        let transport = ScriptedTransport { request, number in
            guard number <= 60 else { throw TransportFailure(.local, "enough", requestHandedOver: false) }
            return choices.withLock { AnswerText.answer(to: request, &$0) }
        }
        var environment = ClientEnvironment(transport: transport.transport)
        environment.time = StandingTime().source
        environment.random = Randomness { 1 << 63 }
        let prepared = environment
        let files = FileAccess(workingDirectory: scratch.path)
        let services = Services(
            defaultLinks: .go,
            links: { service in
                prepared.links(
                    service, try ServiceEndpoint("https://links.example/api", key: Secret("k")), limits: .unpaced)
            },
            datagov: {
                DataGovClient(try DataGovEndpoints("https://data.example", key: Secret("k")), environment: prepared)
            })
        let console = Console(secrets: SecretRegistry()) { _ in }
        let runs = BulkRuns(files: files, console: console, dryRun: isDry ? DryRun() : nil) {
            guard isDry else { throw ApiError(.internal, "runs are not recorded here") }
            return RunPlace(
                store: RunStore(scratch("runs")), profile: "sandbox", nameKey: [UInt8](repeating: 7, count: 32),
                lock: { _ in {} })
        }
        let state = try LuaState(memoryLimit: 32 << 20, clock: .virtual)
        state.bindToCurrentThread()
        try state.open(.sandboxed)
        state.installExit()
        try state.installFiles(files)
        try state.installRequire(beside: "", files, modules: AllModules.names)
        state.installEnvironment(hiding: { _ in true })
        let modules = AllModules(services: services, files: files, console: console, runs: runs, logLevel: .debug)
        try modules.install(in: state)
        state.scheduler.onUnobservedError = { _ in }
        return state
    }
}
