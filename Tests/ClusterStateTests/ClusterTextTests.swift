@testable import ClusterState
import Postgres
import PostgresSupport
import Synchronization
import Testing
import Timekeeping

/// A text that machines keep in turns, in PostgreSQL.
@Suite(.enabled(if: TestPostgres.isInstalled, "the package postgresql is not installed"))
struct ClusterTextTests {
    private let server: TestPostgres
    private let (first, second): (ClusterHost, ClusterHost)

    init() async throws {
        server = try TestPostgres()
        (first, second) = (try ClusterHost("one", server.address), try ClusterHost("two", server.address))
        try await ClusterSchema(first.connection).migrate()
    }

    private func turn(
        _ host: ClusterHost, waiting time: Duration = .seconds(3600),
        unless isNeedless: @escaping @Sendable (String) -> Bool = { _ in false }
    ) throws -> ClusterText? {
        try ClusterText.take(
            host.connection, "dataset api.example d_1", host.owner, until: host.now + time, unless: isNeedless)
    }

    private func end(_ turn: ClusterText?) async {
        await withCheckedContinuation { done in turn?.giveBack { done.resume() } }
    }

    @Test func theTextGoesFromTurnToTurn() async throws {
        let one = try #require(try turn(first))
        #expect(one.found == nil && !one.isLast)
        one.store("a")
        one.store("b")
        await end(one)
        #expect(one.isOver && !one.isUsable)
        let other = try #require(try turn(second))
        #expect(other.found == "b" && other.isLast)
        #expect(second.waited == .zero)
        await end(other)
        // Nothing was stored in between.
        let again = try #require(try turn(first))
        #expect(again.found == "b" && again.isLast)
        await end(again)
    }

    @Test func anOwnerThatLivesIsWaitedForUntilTheEnd() async throws {
        let one = try #require(try turn(first))
        second.whileWaiting { try one.confirm() }
        let failure = #expect(throws: TurnFailure.self) { try turn(second, waiting: .seconds(200)) }
        #expect(failure == .held(place: "one, process 1"))
        #expect(second.waited >= .seconds(200) && second.waited < .seconds(202))
        #expect(second.said == [])
        // It ends while it is waited for.
        let waits = Mutex(0)
        second.whileWaiting {
            let count = waits.withLock { waits in
                waits += 1
                return waits
            }
            if count < 60 { try one.confirm() } else { one.giveBack {} }
        }
        let other = try #require(try turn(second))
        #expect(waits.withLock { $0 } >= 60)
        second.whileWaiting(nil)
        await end(other)
    }

    @Test func theTurnOfAMachineThatIsSilentIsTakenOver() async throws {
        let one = try #require(try turn(first))
        one.store("sent")
        try one.confirm()
        let other = try #require(try turn(second))
        #expect(second.waited >= .seconds(45) && second.waited < .seconds(49))
        #expect(other.found == "sent" && other.isLast)
        other.store("learnt")
        try other.confirm()
        one.store("more")
        let failure = #expect(throws: TurnFailure.self) { try one.confirm() }
        #expect(failure == .overtaken(place: "two, process 1"))
        #expect(one.isOver && !one.isUsable)
        await end(other)
        #expect(try turn(first)?.found == "learnt")
    }

    @Test func whatIsNotNeededAnyMoreIsNotWaitedFor() async throws {
        let one = try #require(try turn(first))
        second.whileWaiting {
            one.store("ended")
            try one.confirm()
        }
        #expect(try turn(second) { $0 == "ended" } == nil)
        await end(one)
    }

    /// A server that began anew may be one that has lost commits.
    @Test func theLastTextIsNotCertainAfterAnotherStart() async throws {
        let one = try #require(try turn(first))
        one.store("a")
        await end(one)
        try server.stop()
        try server.start()
        let other = try #require(try turn(second))
        #expect(other.found == "a" && !other.isLast)
        other.store("a")
        await end(other)
        let again = try #require(try turn(second))
        #expect(again.isLast)
        await end(again)
    }

    @Test func aTextThatIsLostIsStoredAgain() async throws {
        let one = try #require(try turn(first))
        one.store("a")
        one.store("b")
        try one.confirm()
        // As after a failover that has forgotten it.
        _ = try await second.connection.run("DELETE FROM govscript.record")
        _ = try await second.connection.run("UPDATE govscript.turn SET revision = 1")
        try one.confirm()
        #expect(try await second.connection.run("SELECT content FROM govscript.record WHERE kind = 0") == [["b"]])
        await end(one)
    }

    /// The lease has run out, and a new server may have forgotten which owner had the turn meanwhile.
    @Test func aTurnThatWasInterruptedIsNotContinued() async throws {
        let one = try #require(try turn(first))
        one.store("a")
        try one.confirm()
        first.sleep(.seconds(60))
        #expect(!one.isUsable)
        try server.stop()
        try server.start()
        #expect(throws: TurnFailure.self) { try one.confirm() }
        #expect(one.isOver && !one.isUsable)
    }
}
