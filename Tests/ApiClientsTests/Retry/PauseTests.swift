@testable import ApiClients
import TestSupport
import Testing
import Timekeeping

struct PauseTests {
    private static let now = ServiceInstant(milliseconds: 1_700_000_000_000)

    @Test func backoffDoublesUpToThirtySeconds() {
        let policy = RetryPolicy()
        let half = Randomness { 1 << 63 }
        let pauses = (0..<9).map { policy.backoff(retry: $0, random: half) }
        #expect(
            pauses == [
                .milliseconds(250), .milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(8),
                .seconds(15), .seconds(15), .seconds(15),
            ])
        #expect(policy.backoff(retry: 3, random: Randomness { 0 }) == .zero)
    }

    @Test(arguments: [
        "7": 7.0, "0": 0, "99999999999999999999": 300, "Sun, 06 Nov 1994 08:49:47 GMT": 10,
        "Sun, 06 Nov 1994 08:49:00 GMT": 0, "Fri, 31 Dec 9999 23:59:59 GMT": 300,
    ])
    func retryAfterIsReadInBothForms(text: String, seconds: Double) {
        let headers = HeaderFields([("Retry-After", text), ("Date", "Sun, 06 Nov 1994 08:49:37 GMT")])
        let pause = RetryAfter.pause(headers, now: Self.now, atMost: .seconds(300))
        #expect(pause == .seconds(seconds))
    }

    @Test(arguments: ["", "-5", "soon", "1e3", "Sun, 99 Nov 1994 08:49:37 GMT"])
    func otherWishesAreIgnored(text: String) {
        #expect(RetryAfter.pause(HeaderFields([("Retry-After", text)]), now: Self.now, atMost: .seconds(9)) == nil)
    }

    @Test func aWishOfTheServiceIsWaitedFor() async throws {
        let fixture = Fixture([.json(503, "{}", headers: [("retry-after", "20")]), Link.page([])])
        let client = try fixture.links()
        _ = try await fixture.clock.run { try await client.list() }
        #expect(fixture.clock.now.sinceStart == .seconds(20))
    }

    /// Of a call that was given no time; see `CallTimeTests` for others.
    @Test func aBlockIsWaitedForAndDoesNotCount() async throws {
        var fixture = Fixture([.json(429, "{}"), .json(429, "{}"), Link.page([])])
        fixture.environment.policy.call = .seconds(1)
        let client = try fixture.links(limits: PacingLimits(5))
        _ = try await fixture.clock.run { try await client.list() }
        #expect(fixture.clock.now.sinceStart == .milliseconds(10_500 + 20_500))
        #expect(client.channel.pacer?.statistics().refusals == 2)
    }

    @Test func waitingForSlotsDoesNotCount() async throws {
        var fixture = Fixture { _, _ in try Link.page([]).get() }
        fixture.environment.policy.call = .seconds(2)
        let client = try fixture.links(limits: PacingLimits(1))
        try await fixture.clock.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask { _ = try await client.list() }
                }
                try await group.waitForAll()
            }
        }
        #expect(fixture.clock.now.sinceStart == .seconds(19))
    }

    @Test func aServiceWithoutSuccessEndsThePatience() async throws {
        let fixture = Fixture([.json(200, #"{"urls":[],"count":0}"#)] + Array(repeating: .html(502), count: 200))
        let client = try fixture.links()
        let (errors, time) = try await fixture.clock.run {
            _ = try await client.list()
            var errors: [ApiError] = []
            while errors.last?.stopsRun != true {
                do { _ = try await client.list() } catch let error as ApiError { errors.append(error) }
            }
            return (errors, fixture.clock.now.sinceStart)
        }
        #expect(errors.map(\.kind) == [.server, .server, .server])
        #expect(errors.map(\.stopsRun) == [false, false, true])
        #expect(time >= .seconds(300) && time < .seconds(360))
        let last = try #require(errors.last)
        #expect(last.message.hasPrefix("no success for "))
        #expect(last.message.hasSuffix(" from GoGovSG: HTTP 502 Bad Gateway"))
        #expect(last.hint == "Run the same command again when the service is back.")
    }

    @Test func endlessRefusalsEndThePatienceToo() async throws {
        let fixture = Fixture { _, _ in try ScriptedAnswer.json(429, "{}").get() }
        let client = try fixture.links(limits: PacingLimits(5))
        let error = try await fixture.failure { try await client.list() }
        #expect(error.kind == .rateLimited)
        #expect(error.stopsRun)
        #expect(fixture.transport.requests.count == 6)
    }

    @Test func anOutageIsNotMultiplied() async throws {
        let fixture = Fixture { _, _ in try ScriptedAnswer.html(503).get() }
        let client = try fixture.links()
        await #expect(throws: Never.self) {
            try await fixture.clock.run {
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<100 {
                        group.addTask { _ = try? await client.list() }
                    }
                }
            }
        }
        // One hundred first attempts, twenty retries at once, then one a second for two minutes.
        #expect(fixture.transport.requests.count <= 100 + 20 + 121)
        #expect(fixture.transport.requests.count >= 100 + 20 + 90)
    }

    @Test func attemptsAreObservedWithoutTheirSecrets() async throws {
        let seen = Shared<[Attempt]>([])
        var fixture = Fixture([.reset, Link.page([])])
        fixture.environment.observer = { attempt in seen.change { $0.append(attempt) } }
        let client = try fixture.links()
        let running = fixture
        _ = try await running.clock.run { try await client.list(LinkQuery(LinkFilter(searchText: "[key]"))) }
        #expect(seen.value.map(\.number) == [1, 2])
        #expect(seen.value.map(\.call) == ["links.list", "links.list"])
        #expect(seen.value.map { $0.response?.status } == [nil, 200])
        #expect(seen.value[0].failure?.message == "connection reset")
        for attempt in seen.value {
            #expect(attempt.request.url == "https://links.example/api/v1/urls?searchText=%5Bkey%5D")
            #expect(attempt.request.headers["authorization"] == "<redacted>")
        }
    }
}
