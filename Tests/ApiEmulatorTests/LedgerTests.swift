import NIOHTTP1
import Testing

@testable import ApiEmulator

struct LedgerTests {
    @Test func knowsEveryRequest() async throws {
        try await Emulated.run { emulated in
            try await emulated.create("a")
            emulated.clock.advance(by: .seconds(2))
            try await emulated.create("a")
            _ = try await emulated.admin("auth/whoami")
            _ = try await emulated.open("v2/public/api/datasets")
            let requests = emulated.server.ledger.requests
            #expect(requests.map(\.number) == [1, 2, 3, 4])
            #expect(requests.map(\.service) == [.go, .go, .datagov, .publicData])
            #expect(requests.map(\.operation) == [.create, .create, .whoami, .datasets])
            #expect(requests.map(\.outcome) == [200, 400, 200, 200].map { .answered(status: $0) })
            #expect(requests.map(\.committed) == [true, false, false, false])
            #expect(requests[1].arrival - requests[0].arrival == .seconds(2))
            #expect(requests[0].keyHash == requests[1].keyHash)
            #expect(requests[0].keyHash != requests[2].keyHash)
            #expect(requests[0].keyHash?.count == 12)
            #expect(requests[3].keyHash == nil)
        }
    }

    @Test func provesThatManyCreatesAtOnceHappenOnce() async throws {
        try await Emulated.run { emulated in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<100 {
                    group.addTask { try await emulated.create("link-\(number % 50)").status }
                }
                return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(statuses == [200: 50, 400: 50])
            let creates = emulated.server.ledger.creates
            #expect(creates.count == 50)
            #expect(Set(creates.map(\.shortUrl)).count == 50)
            #expect(emulated.server.ledger.requests.count { $0.committed } == 50)
        }
    }
}
