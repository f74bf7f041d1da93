import NIOHTTP1
import Testing

@testable import ApiEmulator

struct EmulatorServerTests {
    @Test func serversAreIndependent() async throws {
        try await Emulated.run { first in
            try await Emulated.run { second in
                #expect(first.access.port != second.access.port)
                try await first.create("a")
                #expect(second.server.links(of: .go).isEmpty)
                #expect(try await second.create("a").status == 200)
            }
        }
    }

    @Test func takenPortIsOneClearError() async throws {
        try await Emulated.run { emulated in
            var configuration = EmulatorConfiguration()
            configuration.port = emulated.access.port
            let second = try EmulatorServer(configuration)
            let error = await #expect(throws: EmulatorError.self) { try await second.start() }
            let expected = "emulator: port \(emulated.access.port) is in use by another program"
            #expect(error?.description == expected)
        }
    }

    @Test func startsOnce() async throws {
        let server = try EmulatorServer()
        try await server.start()
        await #expect(throws: EmulatorError.self) { try await server.start() }
        await server.stop()
        await server.stop()
        await #expect(throws: EmulatorError.self) { try await server.start() }
    }

    @Test func stopsWithARequestUnderWay() async throws {
        let clock = ManualClock()
        var configuration = EmulatorConfiguration()
        configuration.clock = clock
        configuration.answerDelay = Duration.seconds(60)...Duration.seconds(60)
        let server = try EmulatorServer(configuration)
        let access = try await server.start()
        let emulated = Emulated(server: server, access: access, clock: clock)
        let reply = Task { try await emulated.create("a") }
        await clock.waitForSleepers(1)
        await server.stop()
        await #expect(throws: (any Error).self) { _ = try await reply.value }
        #expect(server.ledger.requests.map(\.outcome) == [.dropped])
        #expect(server.links(of: .go).map(\.shortUrl) == ["a"])
    }

    @Test func delaysComeFromTheSeed() async throws {
        func delays(seed: UInt64) async throws -> [Duration] {
            try await Emulated.run({
                ($0.seed, $0.answerDelay) = (seed, Duration.zero...Duration.seconds(1))
            }) { emulated in
                var delays: [Duration] = []
                for _ in 0..<5 {
                    async let reply = emulated.go(.GET, "?limit=0")
                    await emulated.clock.waitForSleepers(1)
                    delays += emulated.clock.sleepers
                    emulated.clock.advance(by: .seconds(1))
                    _ = try await reply
                }
                return delays
            }
        }
        let first = try await delays(seed: 1)
        #expect(Set(first).count == 5)
        #expect(first.allSatisfy { $0 <= .seconds(1) })
        #expect(try await delays(seed: 1) == first)
    }

    @Test func accessNamesEveryService() throws {
        let access = EmulatorAccess(port: 8080, accounts: EmulatorAccount.ready)
        #expect(access.goUrl == "http://127.0.0.1:8080/go/api")
        #expect(access.forsgUrl == "http://127.0.0.1:8080/forsg/api")
        #expect(access.datagovUrl == "http://127.0.0.1:8080/datagov")
        #expect(access.goKey.hasPrefix("test_v1_") && access.forsgKey.hasPrefix("test_v1_"))
        #expect(access.datagovKey.isEmpty == false)
    }
}
