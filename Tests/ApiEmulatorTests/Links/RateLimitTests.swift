import NIOHTTP1
import Testing

@testable import ApiEmulator

struct RateLimitTests {
    private static func limited(_ configuration: inout EmulatorConfiguration) { configuration.rate = 5 }

    private static func statuses(_ emulated: Emulated, _ count: Int) async throws -> [Int] {
        var statuses: [Int] = []
        for _ in 0..<count { statuses.append(try await emulated.go(.GET, "?limit=0").status) }
        return statuses
    }

    @Test func sixthOfASecondBlocksForTenSeconds() async throws {
        try await Emulated.run(Self.limited) { emulated async throws in
            #expect(try await Self.statuses(emulated, 6) == [200, 200, 200, 200, 200, 429])
            emulated.clock.advance(by: .milliseconds(9_999))
            #expect(try await Self.statuses(emulated, 1) == [429])
            emulated.clock.advance(by: .milliseconds(1))
            #expect(try await Self.statuses(emulated, 6) == [200, 200, 200, 200, 200, 429])
            #expect(emulated.server.ledger.refusals == [.go: 3])
        }
    }

    @Test func refusalsDoNotProlongTheBlock() async throws {
        try await Emulated.run(Self.limited) { emulated async throws in
            _ = try await Self.statuses(emulated, 6)
            emulated.clock.advance(by: .seconds(5))
            #expect(try await Self.statuses(emulated, 1) == [429])
            emulated.clock.advance(by: .seconds(5))
            #expect(try await Self.statuses(emulated, 1) == [200])
        }
    }

    @Test func windowSlides() async throws {
        try await Emulated.run(Self.limited) { emulated async throws in
            #expect(try await Self.statuses(emulated, 3) == [200, 200, 200])
            emulated.clock.advance(by: .milliseconds(600))
            #expect(try await Self.statuses(emulated, 2) == [200, 200])
            emulated.clock.advance(by: .milliseconds(400))
            #expect(try await Self.statuses(emulated, 3) == [200, 200, 200])
            emulated.clock.advance(by: .milliseconds(599))
            #expect(try await Self.statuses(emulated, 1) == [429])
        }
    }

    @Test func refusalIsAPageAndDoesNothing() async throws {
        try await Emulated.run(Self.limited) { emulated async throws in
            for index in 0..<5 { try await emulated.create("a\(index)") }
            let reply = try await emulated.create("a5")
            #expect(reply.status == 429)
            #expect(reply.headers.first(name: "content-type") == "text/html; charset=utf-8")
            #expect(reply.headers.first(name: "retry-after") == nil)
            #expect(reply.text.contains("<h1>429 Too Many Requests</h1>"))
            #expect(emulated.server.links(of: .go).count == 5)
            #expect(emulated.server.ledger.requests.map(\.outcome).last == .refused)
        }
    }

    @Test func countsOnArrivalNotOnAnswer() async throws {
        try await Emulated.run({
            $0.rate = 1
            $0.answerDelay = Duration.seconds(3)...Duration.seconds(3)
        }) { emulated in
            async let first = emulated.create("a")
            await emulated.clock.waitForSleepers(1)
            emulated.clock.advance(by: .seconds(1))
            async let second = emulated.create("b")
            await emulated.clock.waitForSleepers(2)
            emulated.clock.advance(by: .seconds(3))
            let statuses = try await [first.status, second.status]
            #expect(statuses == [200, 200])
        }
    }

    @Test func usersAndServicesAreCountedApart() async throws {
        try await Emulated.run({
            $0.rate = 1
            $0.accounts.append(EmulatorAccount(.go, key: "test_v1_second", userId: 2))
        }) { emulated in
            #expect(try await emulated.go(.GET).status == 200)
            #expect(try await emulated.go(.GET, key: "test_v1_second").status == 200)
            let other = try await emulated.send(
                .GET, "\(emulated.access.forsgUrl)/v1/urls",
                headers: ["Authorization": "Bearer \(emulated.access.forsgKey)"])
            #expect(other.status == 200)
            #expect(try await emulated.go(.GET).status == 429)
        }
    }
}
