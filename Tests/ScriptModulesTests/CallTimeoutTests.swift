import ApiClients
import Catalogue
import Synchronization
import TestSupport
import Testing

@testable import LuaBridge
@testable import ScriptModules

/// Every function that takes a `timeout` ends in it, at most one look later, however the service keeps it waiting.
struct CallTimeoutTests {
    static let dataset = "\"d_07c63be0f37e6e59c07a4ddc2fd87fcb\""

    /// The arguments of each function before its options.
    static let arguments: [String: String] = [
        "links.create": "\"https://www.example.gov.sg/a\"",
        "links.update": "\"abc\", { state = \"INACTIVE\" }",
        "links.get": "\"abc\"",
        "links.list": "",
        "datagov.whoami": "",
        "datagov.status": dataset,
        "datagov.wait": dataset,
        "datagov.upload": dataset + ", \"rows.csv\"",
        "datagov.append": dataset + ", \"rows.csv\"",
        "datagov.check": "\"rows.csv\"",
        "datagov.datasets": "",
        "datagov.metadata": dataset,
        "datagov.download": dataset + ", \"copy.csv\"",
        "datagov.diff": dataset + ", \"rows.csv\"",
    ]

    /// Options that a function needs to ask its service at all.
    private static let options = ["datagov.check": "dataset = \(dataset), "]

    /// Functions of the host's own Lua, with the tests of their own that hold their time.
    private static let inLua: Set<String> = ["datagov.publish", "datagov.restore"]

    @Test func eachFunctionWithATimeoutIsHere() {
        let declared = AllModules.signatures.filter { signature in
            signature.effect != .local && signature.parameters.contains { $0.name == "timeout" }
        }
        #expect(Set(declared.map(\.name)) == Set(Self.arguments.keys).union(Self.inLua))
    }

    /// How a service keeps a call waiting.
    enum Delay: String, CaseIterable, Sendable {
        case neverAnswers, answersLate, trickles, fails, closesConnections, staysInProgress, asksToWait, refusesByLimit
        case answersOthersOnly

        /// What an error has to say of it, where it is said by more than the answer itself.
        var words: String? {
            switch self {
            case .asksToWait, .refusesByLimit: "has asked for a pause"
            case .answersOthersOnly: "came free"
            default: nil
            }
        }
    }

    @Test(arguments: Self.arguments.keys.sorted(), Delay.allCases)
    func aCallEndsInItsTime(_ function: String, _ delay: Delay) async throws {
        for seconds in [1, 45] {
            let world = try World(delay)
            let operation = try await world.operation(function, "\(Self.arguments[function] ?? "")", seconds)
            let timeout = Duration.seconds(seconds)
            let start = Shared(Duration.zero)
            let error = try await world.clock.run { () async throws -> ScriptError? in
                await world.takeAllSlots()
                start.change { $0 = world.clock.now.sinceStart }
                do {
                    _ = try await operation(
                        LuaTaskContext(path: "0", step: 1, function: function, note: "", mailbox: LuaMailbox()))
                    return nil
                } catch {
                    return (error as? any ScriptErrorConvertible)?.scriptError ?? ScriptError(.internal, "\(error)")
                }
            }
            let took = world.clock.now.sinceStart - start.value
            #expect(took <= timeout + RetryPolicy().lastLook, "\(seconds) s")
            #expect(delay == .answersOthersOnly || !world.transport.requests.isEmpty)
            // Some functions do without what the service does not tell, and some states are what is asked for.
            guard let error else { continue }
            #expect(error.kind != .internal, "\(error)")
            if let words = delay.words, delay != .answersOthersOnly || world.transport.requests.isEmpty {
                #expect(error.message.contains(words), "\(seconds) s: \(error)")
            }
        }
    }

    /// Services that keep everybody waiting, and the functions that ask them.
    private struct World: Sendable {
        let clock: VirtualClock
        let scratch = ScratchFolder()
        let transport: ScriptedTransport
        private let delay: Delay
        private let links: LinksModule
        private let datagov: DataGovModule
        private let pacers: [Pacer]

        init(_ delay: Delay) throws {
            let clock = VirtualClock()
            self.clock = clock
            self.delay = delay
            try scratch.file("rows.csv", "a\n1\n")
            transport = ScriptedTransport { request, _ in try await Self.answer(request, delay, clock) }
            var environment = ClientEnvironment(transport: transport.transport)
            environment.time = TimeSource(clock)
            environment.random = Randomness { 1 << 63 }
            // One request is in progress, and is not answered.
            let limits = delay == .answersOthersOnly ? PacingLimits(1, per: .seconds(3600), strict: true) : nil
            let endpoint = try ServiceEndpoint("https://links.example/api", key: Secret("test_v1_secret"))
            let client = environment.links(.go, endpoint, limits: limits ?? LinksService.limits)
            var options = DataGovOptions()
            if let limits {
                (options.adminLimits, options.searchLimits, options.downloadLimits) = (limits, limits, limits)
            }
            let folder = scratch.path
            let admin = DataGovClient(
                try DataGovEndpoints("https://data.example", key: Secret("admin-key")), environment: environment,
                options: options
            ) { try FileSource.open("\(folder)/\($0)") }
            let services = Services(defaultLinks: .go, links: { _ in client }, datagov: { admin })
            links = LinksModule(services)
            datagov = DataGovModule(services, files: FileAccess(workingDirectory: scratch.path))
            pacers = [client.channel.pacer, admin.admin.pacer, admin.search.pacer, admin.open.pacer].compactMap { $0 }
        }

        /// What a script's call of a function would run.
        func operation(
            _ function: String, _ arguments: String, _ seconds: Int
        ) async throws -> @Sendable (LuaTaskContext) async throws -> [LuaValue] {
            let functions =
                LinksModule.bindings.map { $0.function(of: links) }
                + [
                    DataGovModule.waitQuietly, DataGovModule.replacement, DataGovModule.addition,
                    DataGovModule.checking, DataGovModule.difference,
                ]
                .map { $0.function(of: datagov) }
                + DataGovModule.bindings.map { $0.function(of: datagov) }
            let called = try #require(functions.first { $0.name == function })
            let options = "{ \(CallTimeoutTests.options[function] ?? "")timeout = \(seconds) }"
            let script = "call(\(arguments.isEmpty ? "" : arguments + ", ")\(options))"
            let found = try await LuaThread.run {
                let state = try LuaState(memoryLimit: 1 << 26, clock: .virtual)
                state.bindToCurrentThread()
                let found = Mutex<(@Sendable (LuaTaskContext) async throws -> [LuaValue])?>(nil)
                state.register(
                    LuaFunction("call") { call in
                        guard case .wait(.operation(_, let operation)) = try called.body(call) else { return .nothing }
                        found.withLock { $0 = operation }
                        return .nothing
                    })
                _ = try state.run(script.utf8, name: "=test")
                return found.withLock { $0 }
            }
            return try #require(found)
        }

        /// The only slot of each limit, which nobody gives back.
        func takeAllSlots() async {
            guard delay == .answersOthersOnly else { return }
            for pacer in pacers { _ = try? await pacer.slot() }
        }

        private static func answer(
            _ request: HTTPRequest, _ delay: Delay, _ clock: VirtualClock
        ) async throws -> HTTPResponse {
            switch delay {
            // Only the catalogue, which has no limit, is asked where others hold all slots.
            case .neverAnswers, .answersOthersOnly:
                try await clock.sleep(for: request.timeout)
                throw TransportFailure(.timedOut, "no answer in time", requestHandedOver: true)
            case .answersLate:
                try await clock.sleep(for: min(.seconds(4), request.timeout))
                return try ScriptedAnswer.html(502).get()
            case .trickles:
                // Each byte is progress, so only the limit of the whole attempt ends it.
                try await clock.sleep(for: request.limit ?? .seconds(86_400))
                throw TransportFailure(.timedOut, "no answer in time", requestHandedOver: true)
            case .fails: return try ScriptedAnswer.html(503).get()
            case .closesConnections: throw TransportFailure(.closed, "connection reset", requestHandedOver: true)
            case .asksToWait:
                return try ScriptedAnswer.json(503, "{}", headers: [("Retry-After", "200")]).get()
            case .refusesByLimit:
                return try ScriptedAnswer.json(429, "{}", headers: [("Retry-After", "200")]).get()
            case .staysInProgress:
                return try ScriptedAnswer.json(
                    200, #"{"code":0,"data":{"status":"PENDING_INGESTION","id":2}}"#
                ).get()
            }
        }
    }
}
