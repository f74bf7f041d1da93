import NIOHTTP1
import Testing

@testable import ApiEmulator

struct LinkFaultTests {
    private static func run(
        _ faults: String, _ body: (Emulated) async throws -> Void
    ) async throws {
        let faults = try Faults(faults)
        try await Emulated.run({ $0.faults = faults }, body)
    }

    private static func names(_ emulated: Emulated) -> [String] {
        emulated.server.links(of: .go).map(\.shortUrl)
    }

    @Test(arguments: [("503-before", 503, false), ("500-after", 500, true), ("502-after", 502, true)])
    func serverErrors(fault: String, status: Int, happens: Bool) async throws {
        try await Self.run("go.create:\(fault)@1") { emulated in
            let reply = try await emulated.create("a")
            #expect(reply.status == status)
            #expect(reply.headers.first(name: "content-type") == "text/html; charset=utf-8")
            #expect(Self.names(emulated) == (happens ? ["a"] : []))
            let request = try #require(emulated.server.ledger.requests.first)
            #expect(request.committed == happens)
            #expect(request.faults == [fault])
            #expect(request.outcome == .answered(status: status))
            #expect(try await emulated.create("b").status == 200)
        }
    }

    @Test(arguments: [("drop-before", false), ("drop-after", true), ("drop-midway", true)])
    func droppedConnections(fault: String, happens: Bool) async throws {
        try await Self.run("go.create:\(fault)@1") { emulated in
            await #expect(throws: (any Error).self) { try await emulated.create("a") }
            #expect(Self.names(emulated) == (happens ? ["a"] : []))
            let request = try #require(emulated.server.ledger.requests.first)
            #expect(request.outcome == .dropped)
            #expect(request.committed == happens)
            #expect(try await emulated.create("b").status == 200)
        }
    }

    @Test(arguments: [("truncated-json", nil), ("wrong-json", #"{"unexpected":[true,null]}"#)])
    func unreadableAnswers(fault: String, text: String?) async throws {
        try await Self.run("go.create:\(fault)@1") { emulated in
            let reply = try await emulated.create("a")
            #expect(reply.status == 200)
            #expect(reply.headers.first(name: "content-type") == "application/json; charset=utf-8")
            let half = #"{"shortUrl":"a","longUrl":"https://example.com","state":"ACTIVE","clicks":0,""#
            #expect(reply.text == text ?? half)
            #expect(Self.names(emulated) == ["a"])
        }
    }

    @Test func pageInPlaceOfAnAnswer() async throws {
        try await Self.run("go.create:html@1") { emulated in
            let reply = try await emulated.create("a")
            #expect(reply.status == 200)
            #expect(reply.text.hasPrefix("<html>"))
            #expect(Self.names(emulated) == ["a"])
        }
    }

    @Test(arguments: [
        ("429", nil), ("429:30s", "30"), ("429:1500ms", "2"), ("429-date:60s", "Mon, 19 Sep 2022 03:32:00 GMT"),
        ("429:date-60s", "Mon, 19 Sep 2022 03:30:00 GMT"), ("429:'-1'", "-1"),
    ])
    func refusals(fault: String, retryAfter: String?) async throws {
        try await Self.run("go.create:\(fault)@1") { emulated in
            let reply = try await emulated.create("a")
            #expect(reply.status == 429)
            #expect(reply.headers.first(name: "retry-after") == retryAfter)
            #expect(Self.names(emulated) == [])
            #expect(emulated.server.ledger.refusals == [:])
            #expect(emulated.server.ledger.requests.map(\.outcome) == [.refused])
        }
    }

    @Test(arguments: [
        ("503-before", nil, false), ("503-before:30s", "30", false), ("502-after:1500ms", "2", true),
        ("503-before:date+60s", "Mon, 19 Sep 2022 03:32:00 GMT", false),
        ("503-after:date-60s", "Mon, 19 Sep 2022 03:30:00 GMT", true), ("503-before:'soon'", "soon", false),
        ("503-before:'99999999999999999999'", "99999999999999999999", false),
    ])
    func serverErrorsMayAskForSilence(fault: String, retryAfter: String?, happens: Bool) async throws {
        try await Self.run("go.create:\(fault)@1") { emulated in
            let reply = try await emulated.create("a")
            #expect("\(reply.status)" == fault.prefix(3))
            #expect(reply.headers.first(name: "retry-after") == retryAfter)
            #expect(Self.names(emulated) == (happens ? ["a"] : []))
        }
    }

    @Test func databaseError() async throws {
        try await Self.run("go.create:database-error@1") { emulated in
            let reply = try await emulated.create("a")
            #expect(reply.status == 500)
            #expect(reply.text == #"{"message":"Server error."}"#)
            #expect(Self.names(emulated) == [])
        }
    }

    @Test func transientRefusalOfAnUpdate() async throws {
        try await Self.run("go:unable-to-edit@1") { emulated in
            try await emulated.create("a")
            let reply = try await emulated.go(.PATCH, "/a", json: #"{"state":"INACTIVE"}"#)
            #expect(reply.status == 400)
            #expect(reply.text == #"{"message":"Unable to edit short link \"a\""}"#)
            #expect(emulated.server.ledger.updates.isEmpty)
            #expect(try await emulated.go(.PATCH, "/a", json: #"{"state":"INACTIVE"}"#).status == 200)
        }
    }

    @Test func lateBeforeTheCommit() async throws {
        try await Self.run("go.create:slow-before:2s@1") { emulated in
            async let reply = emulated.create("a")
            await emulated.clock.waitForSleepers(1)
            #expect(Self.names(emulated) == [])
            let wait = try #require(emulated.clock.sleepers.first)
            #expect(wait >= .seconds(2) && wait <= .seconds(120))
            emulated.clock.advance(by: wait)
            let status = try await reply.status
            #expect(status == 200)
        }
    }

    @Test func lateAfterTheCommit() async throws {
        try await Self.run("go.create:slow-after:2s@1") { emulated in
            async let reply = emulated.create("a")
            await emulated.clock.waitForSleepers(1)
            #expect(Self.names(emulated) == ["a"])
            emulated.clock.advance(by: .seconds(120))
            let status = try await reply.status
            #expect(status == 200)
        }
    }

    @Test func revokedKeyStaysRevoked() async throws {
        try await Self.run("go:revoked-key@2") { emulated async throws in
            #expect(try await emulated.create("a").status == 200)
            #expect(try await emulated.create("b").message == "Invalid API Key")
            #expect(try await emulated.create("c").status == 401)
        }
    }

    @Test func countsPerRule() async throws {
        try await Self.run("go.update:500-before@2,go.create:503-before@2") { emulated async throws in
            #expect(try await emulated.create("a").status == 200)
            #expect(try await emulated.go(.PATCH, "/a", json: "{}").status == 200)
            #expect(try await emulated.create("b").status == 503)
            #expect(try await emulated.go(.PATCH, "/a", json: "{}").status == 500)
            #expect(try await emulated.create("b").status == 200)
        }
    }

    @Test func sameSeedSameFaults() async throws {
        func outcomes(seed: UInt64) async throws -> [Int] {
            let faults = try Faults("go:500-before=30%")
            return try await Emulated.run({ ($0.faults, $0.seed) = (faults, seed) }) { emulated in
                var statuses: [Int] = []
                for _ in 0..<60 { statuses.append(try await emulated.go(.GET, "?limit=0").status) }
                return statuses
            }
        }
        let first = try await outcomes(seed: 7)
        #expect(try await outcomes(seed: 7) == first)
        #expect(try await outcomes(seed: 8) != first)
        #expect((5...35).contains(first.count { $0 == 500 }))
    }

    @Test func longTailIsLongButBounded() {
        let faults = FaultInjector(Faults([.init(.go, .slow(.after, .seconds(1)), .probability(1))]), seed: 3)
        let delays = (0..<10_000).map { _ in faults.plan(.go, .list).delayAfter }.sorted()
        #expect(delays[0] >= .seconds(1))
        #expect(delays[5_000] < .seconds(2))
        #expect(delays[9_990] > .seconds(20))
        #expect(delays[9_999] <= .seconds(60))
    }
}
