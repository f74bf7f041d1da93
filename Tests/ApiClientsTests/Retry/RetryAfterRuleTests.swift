@testable import ApiClients
import FoundationEssentials
import TestSupport
import Testing

/// `Retry-After`: it holds all calls of all processes of the account, and ends none of them as uncertain.
struct RetryAfterRuleTests {
    /// A service that asks for silence in each answer of its first 40 s, and then answers as it should.
    private struct Busy: Sendable {
        let clock = VirtualClock()
        let arrivals = Shared<[Duration]>([])
        let status: Int
        let wish: String

        func environment(_ holder: String, _ store: PacingStore) -> ClientEnvironment {
            var environment = ClientEnvironment(transport: Transport(answer), pacing: store)
            environment.time = TimeSource(clock)
            environment.random = Randomness { 1 << 63 }
            environment.holder = holder
            return environment
        }

        @Sendable private func answer(_ request: HTTPRequest) async throws -> HTTPResponse {
            try await clock.sleep(for: .milliseconds(10))
            let now = clock.now.sinceStart
            arrivals.change { $0.append(now) }
            try await clock.sleep(for: .milliseconds(10))
            if now < .seconds(40) {
                let headers = [("Retry-After", wish), ("Date", "Sun, 06 Nov 1994 08:00:00 GMT")]
                return try ScriptedAnswer.json(status, "{}", headers: headers).get()
            }
            guard case .bytes(let bytes) = request.body else { return try Link.page([]).get() }
            let body = try JSONDecoder().decode([String: String].self, from: Data(bytes))
            let name = body["shortUrl"] ?? String(request.url.split(separator: "/").last ?? "")
            let link = Link.json(
                name, body["longUrl"] ?? "https://www.example.sg/a", state: body["state"] ?? "ACTIVE")
            return try ScriptedAnswer.json(200, link).get()
        }
    }

    /// Makes creates, updates and lists in two processes; gives the errors.
    private func calls(_ busy: Busy, _ limits: PacingLimits) async throws -> [ApiError] {
        let store = PacingStore.inMemory()
        let errors = Shared<[ApiError]>([])
        try await busy.clock.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                // Which slots a holder has is known to the whole process: no two cases may have one of the same name.
                for process in 1...2 {
                    let holder = "\(process)-\(busy.status) \(busy.wish) \(limits.slots)"
                    let client = busy.environment(holder, store).links(
                        .go, try ServiceEndpoint("https://links.example/api", key: Secret(Fixture.key)), limits: limits)
                    for task in 0..<15 {
                        group.addTask {
                            do {
                                switch task % 3 {
                                case 0:
                                    let intent = try client.prepareCreate(LongURL("https://www.example.sg/a"))
                                    _ = try await client.perform(intent)
                                case 1:
                                    let intent = try client.prepareUpdate(
                                        ShortName("abc-\(task)"), LinkChanges(state: .inactive))
                                    _ = try await client.perform(intent)
                                default: _ = try await client.list()
                                }
                            } catch let error as ApiError {
                                errors.change { $0.append(error) }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        return errors.value
    }

    @Test(
        arguments: [429, 503, 502, 500, 408, 425],
        ["300", "9999999999999999999999", "Sun, 06 Nov 1994 08:05:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"])
    func itHoldsAllCallsOfAllProcesses(status: Int, wish: String) async throws {
        let busy = Busy(status: status, wish: wish)
        let errors = try await calls(busy, LinksService.limits)
        #expect(errors == [])
        let first = try #require(busy.arrivals.value.first)
        // What was in progress at the moment of the first answer is answered in the same way; nothing follows.
        #expect(busy.arrivals.value.allSatisfy { $0 < first + .milliseconds(20) || $0 >= first + .seconds(300) })
        #expect(busy.arrivals.value.count { $0 < first + .seconds(1) } <= 4)
    }

    @Test(arguments: [429, 503])
    func anUnpacedAccountIsHeldToo(status: Int) async throws {
        let busy = Busy(status: status, wish: "300")
        let errors = try await calls(busy, .unpaced)
        #expect(errors == [])
        // Its other processes look at the ledger ten times a second.
        let first = try #require(busy.arrivals.value.first)
        #expect(
            busy.arrivals.value.allSatisfy { $0 < first + .milliseconds(140) || $0 >= first + .seconds(300) })
    }

    /// The service never recovers: each call ends as the run does, and a write that was refused is in no doubt.
    @Test(arguments: [("429", false), ("503", true)])
    func thePatienceBoundsIt(status: String, isInDoubt: Bool) async throws {
        let fixture = Fixture { _, _ in
            try ScriptedAnswer.json(Int(status) ?? 0, "{}", headers: [("Retry-After", "100000")]).get()
        }
        var patient = fixture
        patient.environment.policy.patience = .seconds(60)
        patient.environment.policy.call = .seconds(10)
        let client = try patient.links(limits: LinksService.limits)
        let intent = try client.prepareCreate(LongURL("https://www.example.sg/a"))
        let error = try await fixture.failure { try await client.perform(intent) }
        #expect(error.stopsRun)
        #expect(error.inDoubt == isInDoubt)
        // The patience, once: plus ten seconds of grace where a block is waited for.
        #expect(fixture.clock.now.sinceStart >= .seconds(60))
        #expect(fixture.clock.now.sinceStart <= .seconds(131))
    }
}
