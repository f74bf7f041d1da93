@testable import ClusterState
import HostLeases
import Postgres
import PostgresSupport
import TestSupport
import Testing
import Timekeeping

/// The functions in PostgreSQL do with turns what the store in memory does, with which the simulation runs.
@Suite(.enabled(if: TestPostgres.isInstalled, "the package postgresql is not installed"))
struct SameTurnsTests {
    private static let subject = "run {\"name\":\"a\\\\b, c\"}"

    @Test func bothStoresAnswerAlike() async throws {
        let server = try TestPostgres()
        let connection = PostgresConnection(try PostgresAddress(server.address))
        try await ClusterSchema(connection).migrate()
        let turns = ClusterTurns(connection, Self.subject, place: "here")
        var timing = LeaseTiming()
        timing.lease = .seconds(3)
        var memory = InMemoryTurns(incarnation: "server 0", timing: timing)
        try await rename(connection, "server 0")
        _ = try await connection.run("UPDATE govscript.cluster SET calm = 'server 0', lease_ms = 3000")
        var random = SeededGenerator(seed: 17)
        var seen: [TurnStanding.Outcome: Int] = [:]
        var (epoch, beat, revision) = (Int64(0), Int64(0), Int64(0))
        for round in 0..<600 {
            if round % 50 == 49 {
                memory.incarnation = "server \(round)"
                try await rename(connection, memory.incarnation)
            }
            let owner = "owner \(Int.random(in: 0...2, using: &random))"
            func near(_ number: Int64) -> Int64 { number + Int64(Int.random(in: -1...1, using: &random)) }
            let calm = Int.random(in: 0..<12, using: &random) == 0 ? memory.incarnation : nil
            let (expected, found): (TurnStanding, TurnStanding)
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                let last = near(revision)
                memory.giveBack(Self.subject, owner: owner, epoch: epoch, revision: last)
                try turns.giveBack(owner: owner, epoch: epoch, revision: last)
                continue
            case 1...3:
                let claim = TurnClaim(
                    owner: owner, gone: Int.random(in: 0..<5, using: &random) == 0 ? "owner 1" : nil,
                    suspect: SlotSync.Sighting("", epoch: epoch, beat: near(beat)),
                    server: Int.random(in: 0..<4, using: &random) == 0 ? "other" : memory.incarnation, calm: calm)
                expected = memory.claim(Self.subject, claim)
                found = try turns.claim(claim)
            default:
                let isReset = Int.random(in: 0..<12, using: &random) == 0
                let base = near(revision)
                var change = TurnChange(
                    owner: owner, epoch: Int.random(in: 0..<8, using: &random) == 0 ? epoch + 1 : epoch,
                    isValid: Bool.random(using: &random), copy: "copy \(Int.random(in: 0...1, using: &random))",
                    base: base,
                    revision: Int.random(in: 0..<6, using: &random) == 0 ? nil : max(0, near(base) + 1),
                    isPart: Int.random(in: 0..<4, using: &random) == 0, isReset: isReset, records: records(&random),
                    calm: calm)
                change.server = Int.random(in: 0..<3, using: &random) == 0 ? "other" : memory.incarnation
                change.isLossy = Int.random(in: 0..<9, using: &random) == 0
                expected = memory.store(Self.subject, change)
                found = try turns.store(change)
            }
            var same = found
            same.place = expected.place
            try #require(same == expected, "round \(round)")
            seen[found.outcome, default: 0] += 1
            (epoch, beat, revision) = (found.epoch, found.beat, found.revision)
        }
        #expect(try turns.load(after: nil) == memory.records(Self.subject))
        let outcomes: [TurnStanding.Outcome] = [.granted, .held, .early, .stored, .behind, .lost]
        #expect(outcomes.allSatisfy { seen[$0, default: 0] > 5 }, "\(seen)")
    }

    /// The same for the parts of a run, whose items belong to one of them.
    @Test func bothStoresShareItemsAlike() async throws {
        let server = try TestPostgres()
        let connection = PostgresConnection(try PostgresAddress(server.address))
        try await ClusterSchema(connection).migrate()
        let run = "run {\"name\":\"a b\"}"
        var memory = InMemoryTurns(incarnation: "server/0/0", timing: LeaseTiming())
        try await rename(connection, memory.incarnation)
        _ = try await connection.run("UPDATE govscript.cluster SET calm = 'server/0/0'")
        var random = SeededGenerator(seed: 4)
        var (seen, refused) = ([ShareStanding.Outcome: Int](), 0)
        var epochs: [Int: Int64] = [:]
        for round in 0..<700 {
            if round % 60 == 59 {
                memory.incarnation = "server/\(round)/0"
                try await rename(connection, memory.incarnation)
            }
            let part = Int.random(in: 1...3, using: &random)
            let subject = InMemoryTurns.subject(part, of: run)
            let turns = ClusterTurns(connection, subject, place: "")
            let owner = "owner \(Int.random(in: 0...1, using: &random))"
            let epoch = epochs[part] ?? 0
            let calm = Int.random(in: 0..<20, using: &random) == 0 ? memory.incarnation : nil
            switch Int.random(in: 0..<12, using: &random) {
            case 0:
                memory.giveBack(subject, owner: owner, epoch: epoch, revision: 0)
                try turns.giveBack(owner: owner, epoch: epoch, revision: 0)
            case 1...2:
                let claim = TurnClaim(owner: owner, gone: "owner 1", calm: calm)
                let expected = memory.claim(subject, claim)
                try #require(try turns.claim(claim) == expected, "round \(round)")
                epochs[part] = expected.epoch
            case 3...6:
                let numbers = (0..<4).map { _ in Int.random(in: 0..<60, using: &random) }
                let request = ShareRequest(
                    part: Int.random(in: 0..<6, using: &random) == 0 ? nil : part, owner: owner, epoch: epoch,
                    keys: numbers.map { Base64.hash(Base64.text("k\($0)")) },
                    most: Int.random(in: 0...3, using: &random), calm: calm)
                let expected = memory.assign(run, request)
                try #require(try turns.assign(run, request) == expected, "round \(round)")
                seen[expected.outcome, default: 0] += 1
            default:
                let revision = memory.turns[subject]?.revision ?? 0
                var change = TurnChange(
                    owner: owner, epoch: epoch, isValid: Bool.random(using: &random), copy: "copy", base: revision,
                    revision: revision + 1, isReset: Int.random(in: 0..<9, using: &random) == 0,
                    records: items(&random, round), calm: calm)
                if change.isReset { change.base += 1 }
                change.server = memory.incarnation
                let expected = memory.tryToStore(subject, change)
                do throws(PostgresError) {
                    let found = try turns.store(change)
                    try? #require(found == expected, "round \(round)")
                } catch {
                    #expect(error.code == .refused(state: "GS001") && expected == nil, "round \(round): \(error)")
                    refused += 1
                }
            }
        }
        let outcomes: [ShareStanding.Outcome] = [.stored, .early, .lost]
        #expect(outcomes.allSatisfy { seen[$0, default: 0] > 5 } && refused > 5, "\(seen), \(refused) refused")
    }

    private func items(_ random: inout SeededGenerator, _ round: Int) -> [TurnRecord] {
        Set((0..<2).map { _ in Int.random(in: 0..<60, using: &random) }).sorted().map { number in
            TurnRecord(
                kind: 3, id: "\(number)", state: Int.random(in: 0...11, using: &random),
                content: Int.random(in: 0..<5, using: &random) == 0
                    ? nil : InMemoryTurns.content(number, key: "k\(number)", attempts: round))
        }
    }

    @Test func recordsAreReadInPortions() async throws {
        let server = try TestPostgres()
        let connection = PostgresConnection(try PostgresAddress(server.address))
        try await ClusterSchema(connection).migrate()
        let turns = ClusterTurns(connection, "run", place: "here")
        let granted = try turns.claim(TurnClaim(owner: "a"))
        let records = (0..<25).map { TurnRecord(kind: $0 % 3, id: "\($0)", state: 1, content: "\"\\ {,} ü\n") }
        let change = TurnChange(
            owner: "a", epoch: granted.epoch, isValid: true, copy: "c", base: 0, revision: 1, records: records)
        #expect(try turns.store(change).outcome == .stored)
        var (found, last) = ([TurnRecord](), TurnRecord?.none)
        while true {
            let portion = try turns.load(after: last, count: 7)
            if portion.isEmpty { break }
            found += portion
            last = portion.last
        }
        #expect(found == records.sorted { ($0.kind, $0.id) < ($1.kind, $1.id) })
        // Forgotten with its records; the owner's next statement finds nothing.
        try turns.forget(owner: "a", epoch: granted.epoch)
        #expect(try turns.load(after: nil).isEmpty)
        #expect(try turns.store(change).outcome == .lost)
    }

    /// A claim whose answer was lost is asked again, and in between another owner may have had the turn on a server
    /// that is lost.
    @Test func aClaimThatIsRepeatedOnAnotherServerWaitsForTheCalm() async throws {
        let server = try TestPostgres()
        let connection = PostgresConnection(try PostgresAddress(server.address))
        try await ClusterSchema(connection).migrate()
        try await rename(connection, "first/1/1")
        _ = try await connection.run("UPDATE govscript.cluster SET calm = 'first/1/1'")
        let turns = ClusterTurns(connection, "x", place: "")
        #expect(try turns.claim(TurnClaim(owner: "a")).outcome == .granted)
        #expect(try turns.claim(TurnClaim(owner: "a")).epoch == 1)
        try await rename(connection, "second/2/1")
        #expect(try turns.claim(TurnClaim(owner: "a")).outcome == .early)
        let standing = try turns.claim(TurnClaim(owner: "a", calm: "second/2/1"))
        #expect(standing.outcome == .granted && standing.isLossy && standing.epoch == 1)
    }

    /// A server that has forgotten beats counts them once more: the row of an owner that lives may look as it did.
    @Test func whatWasWatchedOnAnotherServerIsNotTakenOver() async throws {
        let server = try TestPostgres()
        let connection = PostgresConnection(try PostgresAddress(server.address))
        try await ClusterSchema(connection).migrate()
        try await rename(connection, "second/2/1")
        _ = try await connection.run("UPDATE govscript.cluster SET calm = 'second/2/1'")
        let turns = ClusterTurns(connection, "x", place: "")
        let row = try turns.claim(TurnClaim(owner: "a"))
        let suspect = SlotSync.Sighting("", epoch: row.epoch, beat: row.beat)
        for server in ["first/1/1", nil] {
            #expect(try turns.claim(TurnClaim(owner: "b", suspect: suspect, server: server)).outcome == .held)
        }
        #expect(try turns.claim(TurnClaim(owner: "b", suspect: suspect, server: "second/2/1")).outcome == .granted)
    }

    /// A host with a key of its own brings it along; the others have that one from then on.
    @Test func allHostsAgreeOnTheFirstKeyOfNames() async throws {
        let server = try TestPostgres()
        let connection = PostgresConnection(try PostgresAddress(server.address))
        try await ClusterSchema(connection).migrate()
        let key = ClusterNameKey(connection)
        let owner = TurnOwner(machine: "m", place: "", now: { .start }, pause: { _ in })
        let (first, second) = ((0..<32).map { UInt8($0 * 8) }, [UInt8](repeating: 7, count: 32))
        #expect(try key.agree(on: nil, as: owner) == nil)
        #expect(try key.agree(on: first, as: owner) == first)
        #expect(try key.agree(on: second, as: owner) == first)
        #expect(try key.agree(on: nil, as: owner) == first)
    }

    /// Tables of version 1 are migrated with what is in them, also by two hosts at once.
    @Test func anOlderDatabaseIsMigrated() async throws {
        let server = try TestPostgres()
        let connections = try (0..<2).map { _ in PostgresConnection(try PostgresAddress(server.address)) }
        _ = try await connections[0].run(ClusterSchema.migration(from: 0))
        #expect(try await ClusterSchema(connections[0]).state() == .older(1))
        _ = try await connections[0].run("UPDATE govscript.cluster SET lease_ms = 4711")
        async let one = ClusterSchema(connections[0]).migrate()
        async let other = ClusterSchema(connections[1]).migrate()
        _ = try await (one, other)
        #expect(try await ClusterSchema(connections[0]).state() == .current)
        let claim = try ClusterTurns(connections[1], "x", place: "").claim(TurnClaim(owner: "a"))
        #expect(claim.outcome == .granted && claim.timing.lease == .milliseconds(4711))
    }

    private func records(_ random: inout SeededGenerator) -> [TurnRecord] {
        let ids = (0..<4).filter { _ in Bool.random(using: &random) }
        return ids.map { id in
            TurnRecord(
                kind: id % 2, id: "r\(id)", state: Bool.random(using: &random) ? id : nil,
                content: Int.random(in: 0..<4, using: &random) == 0
                    ? nil : "[\"\(Int.random(in: 0...999, using: &random))\"]")
        }
    }

    private func rename(_ connection: PostgresConnection, _ name: String) async throws {
        _ = try await connection.run(
            """
            CREATE OR REPLACE FUNCTION govscript.server_name() RETURNS text LANGUAGE sql STABLE
              AS $$ SELECT '\(name)' $$
            """
        )
    }
}
