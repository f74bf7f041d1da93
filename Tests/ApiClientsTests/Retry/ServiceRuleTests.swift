@testable import ApiClients
import FoundationEssentials
import Synchronization
import TestSupport
import Testing

/// Rules that hold for a whole service, or for a whole call, whatever single answers say.
struct ServiceRuleTests {
    private static func created(_ request: HTTPRequest) throws -> HTTPResponse {
        guard case .bytes(let bytes) = request.body else { throw ApiError(.internal, "no body") }
        let body = try JSONDecoder().decode([String: String].self, from: Data(bytes))
        return try ScriptedAnswer.json(200, Link.json(body["shortUrl"] ?? "", body["longUrl"] ?? "")).get()
    }

    @Test func aWishOf503HoldsTheServiceAndEndsNoCallAsUncertain() async throws {
        let clock = Shared<VirtualClock?>(nil)
        let during = Shared(0)
        let fixture = Fixture { request, _ in
            let now = clock.value?.now.sinceStart ?? .zero
            if now < .seconds(40) {
                if now > .seconds(1) { _ = during.next() }
                return try ScriptedAnswer.json(503, "{}", headers: [("Retry-After", "300")]).get()
            }
            return request.method == .get ? try Link.page([]).get() : try Self.created(request)
        }
        clock.change { $0 = fixture.clock }
        let client = try fixture.links(limits: PacingLimits(5))
        let errors = Shared<[ApiError]>([])
        let next = Shared(0)
        try await fixture.clock.run {
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        while next.next() <= 100 {
                            do {
                                let intent = try client.prepareCreate(LongURL("https://www.example.sg/a"))
                                _ = try await client.perform(intent)
                            } catch let error as ApiError {
                                errors.change { $0.append(error) }
                            } catch {}
                        }
                    }
                }
            }
        }
        #expect(errors.value == [])
        #expect(during.value == 0)
        #expect(fixture.clock.now.sinceStart >= .seconds(300))
    }

    @Test func aWishBeyondThePatienceIsHonouredUpToIt() async throws {
        var fixture = Fixture([.json(503, "{}", headers: [("Retry-After", "900")]), Link.page([])])
        fixture.environment.policy.patience = .seconds(600)
        let client = try fixture.links(limits: PacingLimits(5))
        let clock = fixture.clock
        _ = try await clock.run { try await client.list() }
        #expect(clock.now.sinceStart == .seconds(600))
    }

    @Test func aWishIsHonouredWhereNothingIsPaced() async throws {
        let fixture = Fixture([
            .json(429, "{}", headers: [("Retry-After", "200")]), .success(HTTPResponse(status: 200)),
        ])
        let channel = fixture.environment.unpacedChannel("storage", try ServiceEndpoint("https://storage.example"))
        let operation = Operation<Int>(
            effect: .read, request: { _ in HTTPRequest(.get, "https://storage.example/a") },
            judge: { .done($0.status) })
        try await fixture.clock.run {
            var run = CallAttempts("datagov.download", timeout: .seconds(1))
            _ = try await channel.perform(operation, &run)
        }
        #expect(fixture.clock.now.sinceStart == .seconds(200))
    }

    @Test func nothingLeavesAfterARefusedKey() async throws {
        let clock = Shared<VirtualClock?>(nil)
        let fixture = Fixture { _, number in
            try await clock.value?.sleep(for: .milliseconds(10))
            return try ScriptedAnswer.json(number == 1 ? 401 : 200, #"{"message":"Invalid API Key"}"#).get()
        }
        clock.change { $0 = fixture.clock }
        let client = try fixture.links(limits: PacingLimits(1))
        let errors = Shared<[ApiError]>([])
        try await fixture.clock.run {
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        do {
                            _ = try await client.list()
                        } catch let error as ApiError {
                            errors.change { $0.append(error) }
                        } catch {}
                    }
                }
            }
        }
        #expect(fixture.transport.requests.count == 1)
        #expect(errors.value.count == 20)
        #expect(errors.value.allSatisfy { $0.kind == .auth && $0.stopsRun })
    }

    @Test func aRefusalThatWillNotPassEndsTheRunAtOnce() async throws {
        let fixture = Fixture { _, _ in
            throw TransportFailure(
                .notSent, "proxy.example wants a user name and password, or others", requestHandedOver: false,
                isPermanent: true)
        }
        let client = try fixture.links()
        let error = try await fixture.failure { try await client.list() }
        #expect(error.kind == .unreachable)
        #expect(error.stopsRun)
        #expect(error.message == "proxy.example wants a user name and password, or others")
        #expect(fixture.transport.requests.count == 1)
        #expect(fixture.clock.now.sinceStart == .zero)
    }

    @Test(arguments: [1, 5, 30, 120])
    func aCallNeverOutlastsItsTimeByMoreThanOneLook(seconds: Int) async throws {
        let clock = Shared<VirtualClock?>(nil)
        let fixture = Fixture { request, _ in
            try await clock.value?.sleep(for: request.timeout)
            throw TransportFailure(.timedOut, "no answer in time", requestHandedOver: true)
        }
        clock.change { $0 = fixture.clock }
        let client = try fixture.links()
        let timeout = Duration.seconds(seconds)
        let create = try client.prepareCreate(LongURL("https://www.example.sg/a"))
        let error = try await fixture.failure { try await client.perform(create, within: TimeAllowed(timeout)) }
        #expect(error.kind == .uncertain)
        #expect(fixture.clock.now.sinceStart <= timeout + .seconds(5))
        let start = fixture.clock.now.sinceStart
        let list = try await fixture.failure { try await client.list(timeout: timeout) }
        #expect(list.kind == .timeout)
        #expect(fixture.clock.now.sinceStart - start <= timeout)
    }

    @Test func twoQuestionsAreNeverCloserThanASecond() async throws {
        for tenths in 1...400 {
            let clock = VirtualClock()
            let times = try await clock.run {
                var poll = Poll(time: TimeSource(clock), timeout: .milliseconds(tenths * 100 + 4))
                var times = [clock.now.sinceStart]
                while try await poll.pause() { times.append(clock.now.sinceStart) }
                return times
            }
            #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= .seconds(1) }, "\(tenths): \(times)")
            #expect(clock.now.sinceStart == .milliseconds(tenths * 100 + 4))
        }
    }
}
