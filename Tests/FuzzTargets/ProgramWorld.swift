import ApiClients
import DurableRuns
import Glibc
import LuaBridge
import RunJournal
import ScriptModules
import Synchronization
import TerminalText
import TestSupport

/// A sandboxed interpreter of 12 MiB, or 32 for one program alone, with all bindings, its files and its services.
///
/// To make one takes longer than most programs, so it runs many of them. After each, everything is put back that a
/// program can reach: the tables of the globals, the files, the services and their time.
final class ProgramWorld {
    private let scratch = ScratchFolder(in: "/dev/shm")
    private let scene = Scene()
    private let services: Services
    private let writers = OpenWriters()
    private let runs: BulkRuns
    private let state: LuaState
    private let isReused: Bool
    private var programs = 0

    /// How many programs it runs.
    private static let most = 1000
    /// How many bytes Lua may hold after a program.
    private static let mostMemory = 6 << 20

    /// - Parameters:
    ///   - isDry: Whether writes are only collected.
    ///   - isReused: Whether it is for more than one program; modules are then filled from the beginning.
    init(isDry: Bool, isReused: Bool) throws {
        self.isReused = isReused
        var environment = ClientEnvironment(transport: scene.transport)
        environment.time = scene.time.source
        environment.random = Randomness { 1 << 63 }
        let prepared = environment
        services = Services(
            defaultLinks: .go,
            links: { service in
                prepared.links(
                    service, try ServiceEndpoint("https://links.example/api", key: Secret("k")), limits: .unpaced)
            },
            datagov: {
                DataGovClient(try DataGovEndpoints("https://data.example", key: Secret("k")), environment: prepared)
            })
        let files = FileAccess(workingDirectory: scratch.path)
        let console = Console(secrets: SecretRegistry()) { _ in }
        let folder = scratch("runs")
        runs = BulkRuns(files: files, console: console, dryRun: isDry ? DryRun() : nil) {
            guard isDry else { throw ApiError(.internal, "runs are not recorded here") }
            return RunPlace(
                store: RunStore(folder), profile: "sandbox",
                nameKey: [UInt8](repeating: 7, count: 32), lock: { _ in {} })
        }
        state = try LuaState(memoryLimit: (isReused ? 12 : 32) << 20, clock: .virtual)
        state.bindToCurrentThread()
        try state.open(.sandboxed)
        state.installExit()
        try state.installFiles(files)
        try state.installRequire(beside: "", files, modules: AllModules.names)
        state.installEnvironment(hiding: { _ in true })
        let modules = AllModules(
            services: services, files: files, console: console, writers: writers, runs: runs, logLevel: .debug)
        try modules.install(in: state)
        state.scheduler.onUnobservedError = { _ in }
        if isReused {
            for name in AllModules.names { try state.run("local _ = \(name).x".utf8, name: "=fill") }
            try state.run(Self.keep.utf8, name: "=keep")
        }
    }

    /// Runs a program.
    ///
    /// - Throws: What the program ends with.
    func run(_ program: String, answers: [UInt8]) throws {
        programs += 1
        scene.begin(answers)
        makeFile()
        try state.scheduler.run(program.utf8, name: "@program.lua", arguments: [])
    }

    private func makeFile() {
        let file = OpenFile(owning: open(scratch("a.csv"), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600))
        Array("a,b\n1,2\n3,4\n".utf8).withUnsafeBytes { _ = file.write($0) }
    }

    /// Puts everything back; false if that cannot be, or the world is old, and it must not be used again.
    func putBack() -> Bool {
        try? writers.closeAll()
        _ = runs.closeAll()
        guard isReused, programs < Self.most, !state.control.isStopping, state.memoryInUse < Self.mostMemory else {
            return false
        }
        services.forgetClients()
        scratch.clear()
        return (try? state.run("__putBack()".utf8, name: "=back")) != nil
    }

    /// Keeps what all tables hold that can be reached from the globals, and makes the function that puts it back.
    ///
    /// That fails if a program has given one of them a protected metatable, or taken the function away.
    private static let keep = """
        local next, type, rawget, rawset, rawequal = next, type, rawget, rawset, rawequal
        local getmetatable, setmetatable = getmetatable, setmetatable
        local kept, metatables = {}, {}
        local function keep(table)
          if kept[table] then return end
          local fields = {}
          for key, value in next, table do fields[key] = value end
          kept[table] = fields
          metatables[table] = getmetatable(table)
          for _, value in next, fields do if type(value) == "table" then keep(value) end end
        end
        function __putBack()
          for table, fields in next, kept do
            for key in next, table do if fields[key] == nil then rawset(table, key, nil) end end
            for key, value in next, fields do
              if not rawequal(rawget(table, key), value) then rawset(table, key, value) end
            end
            local metatable = metatables[table]
            if not rawequal(getmetatable(table), metatable) then setmetatable(table, metatable) end
          end
        end
        keep(_G)
        keep(getmetatable(""))
        """
}

/// How the services answer one program.
private final class Scene: Sendable {
    let time = StandingTime()
    private let answers = Mutex((choices: ByteSource([]), requests: 0))

    func begin(_ input: [UInt8]) {
        time.reset()
        answers.withLock { $0 = (ByteSource(input.reversed()), 0) }
    }

    var transport: Transport {
        Transport { request in
            try self.answers.withLock { answers throws(TransportFailure) in
                answers.requests += 1
                return try AnswerText.next(
                    to: request, number: answers.requests, limit: 30, &answers.choices)
            }
        }
    }
}
