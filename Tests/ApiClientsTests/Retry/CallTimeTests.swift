@testable import ApiClients
import TestSupport
import Testing

/// No call outlasts its timeout by more than one look at a write in doubt, however the service keeps it waiting.
struct CallTimeTests {
    /// A call, named as scripts name it.
    enum Call: String, CaseIterable, Sendable {
        case create, update, list, get, whoami, status, datasets, metadata, rows

        /// Makes the call with a timeout.
        func make(_ links: LinksClient, _ dataGov: DataGovClient, _ timeout: Duration) async throws {
            let dataset = try DatasetID(DataGovScript.dataset)
            switch self {
            case .create:
                let intent = try links.prepareCreate(LongURL("https://www.example.sg/a"))
                _ = try await links.perform(intent, within: TimeAllowed(timeout))
            case .update:
                let intent = try links.prepareUpdate(ShortName("abc"), LinkChanges(state: .inactive))
                _ = try await links.perform(intent, within: TimeAllowed(timeout))
            case .list: _ = try await links.list(timeout: timeout)
            case .get: _ = try await links.find(ShortName("abc"), timeout: timeout)
            case .whoami: _ = try await dataGov.whoami(timeout: timeout)
            case .status: _ = try await dataGov.ingestionStatus(dataset, timeout: timeout)
            case .datasets: _ = try await dataGov.datasets(timeout: timeout)
            case .metadata: _ = try await dataGov.metadata(dataset, timeout: timeout)
            case .rows:
                var rows = dataGov.rows(RowQuery(dataset))
                _ = try await rows.next(timeout: timeout)
            }
        }
    }

    /// How a service keeps a call waiting.
    enum Delay: String, CaseIterable, Sendable {
        case neverAnswers, answersLate, trickles, fails, closesConnections, staysInProgress
    }

    @Test(arguments: Call.allCases, Delay.allCases)
    func aCallEndsInItsTime(call: Call, delay: Delay) async throws {
        for seconds in [1, 7, 45] {
            let clock = Shared<VirtualClock?>(nil)
            let fixture = Fixture { request, _ in
                switch delay {
                case .neverAnswers:
                    try await clock.value?.sleep(for: request.timeout)
                    throw TransportFailure(.timedOut, "no answer in time", requestHandedOver: true)
                case .answersLate:
                    try await clock.value?.sleep(for: min(.seconds(4), request.timeout))
                    return try ScriptedAnswer.html(502).get()
                case .trickles:
                    try await clock.value?.sleep(for: request.limit ?? .seconds(86_400))
                    throw TransportFailure(.timedOut, "no answer in time", requestHandedOver: true)
                case .fails: return try ScriptedAnswer.html(503).get()
                case .closesConnections:
                    throw TransportFailure(.closed, "connection reset", requestHandedOver: true)
                case .staysInProgress:
                    let status = DataGovScript.status("PENDING_INGESTION")
                    return try ScriptedAnswer.json(200, #"{"code":0,"data":\#(status)}"#).get()
                }
            }
            clock.change { $0 = fixture.clock }
            let (links, dataGov) = (try fixture.links(), try Self.dataGov(fixture))
            let timeout = Duration.seconds(seconds)
            _ = try await fixture.clock.run {
                try? await call.make(links, dataGov, timeout)
            }
            #expect(fixture.clock.now.sinceStart <= timeout + .seconds(5), "\(seconds) s")
        }
    }

    /// The parts of a resumed write, a look and a sending, have one time together.
    @Test func aLookAndASendingShareOneTime() async throws {
        let clock = Shared<VirtualClock?>(nil)
        let fixture = Fixture { request, _ in
            try await clock.value?.sleep(for: request.timeout)
            throw TransportFailure(.timedOut, "no answer in time", requestHandedOver: true)
        }
        clock.change { $0 = fixture.clock }
        let links = try fixture.links()
        let intent = try links.prepareCreate(LongURL("https://www.example.sg/a"))
        try await fixture.clock.run {
            let time = TimeAllowed(.seconds(20))
            _ = try? await links.settle(intent, within: time)
            _ = try? await links.perform(intent, within: time)
        }
        #expect(fixture.clock.now.sinceStart <= .seconds(25))
    }

    /// The turn at the head of the line can take long; a call with a time of its own leaves the line.
    @Test(arguments: [nil, Duration.seconds(3)])
    func waitingInLineEndsWithTheCall(_ timeout: Duration?) async throws {
        let fixture = Fixture { _, _ in try ScriptedAnswer.json(200, #"{"urls":[],"count":0}"#).get() }
        let links = try fixture.links(limits: PacingLimits(1, per: .seconds(60), strict: true))
        let end = try await fixture.clock.run { () async throws -> Duration in
            // One has the slot, one waits for it, and the third waits behind that one.
            async let first = try? links.list()
            async let second = try? links.list()
            try await fixture.clock.sleep(for: .seconds(1))
            let error: ApiError?
            do {
                _ = try await links.list(timeout: timeout)
                error = nil
            } catch let failure as ApiError { error = failure }
            let end = fixture.clock.now.sinceStart
            if timeout != nil {
                #expect(error?.kind == .timeout)
                #expect(error?.message == "no slot of GoGovSG became free; gave up after 3 s")
                #expect(error?.attempts == 0)
            }
            _ = await (first, second)
            return end
        }
        #expect(timeout == nil ? end >= .seconds(120) : end <= .seconds(4))
    }

    /// A slot that comes just when the time is up goes to somebody else.
    @Test func whoLeavesTheLineLosesNoSlot() async throws {
        let fixture = Fixture { _, _ in try ScriptedAnswer.json(200, #"{"urls":[],"count":0}"#).get() }
        let links = try fixture.links(limits: PacingLimits(1, per: .seconds(1), strict: true))
        for milliseconds in stride(from: 100, through: 3000, by: 100) {
            let isDone = try await fixture.clock.run { () async throws -> Bool in
                async let others = Self.lists(4, links)
                _ = try? await links.list(timeout: .milliseconds(milliseconds))
                return try await others
            }
            #expect(isDone)
        }
    }

    private static func lists(_ count: Int, _ links: LinksClient) async throws -> Bool {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<count { group.addTask { _ = try await links.list() } }
            try await group.waitForAll()
        }
        return true
    }

    private static func dataGov(_ fixture: Fixture) throws -> DataGovClient {
        DataGovClient(
            try DataGovEndpoints("https://data.example", key: Secret("admin-key")), environment: fixture.environment
        ) { _ in FileSource(size: { 4 }, read: { Array("a\n1\n".utf8.dropFirst(Int($0)).prefix($1)) }) }
    }
}
