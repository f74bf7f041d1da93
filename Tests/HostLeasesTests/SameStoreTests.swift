import ClusterState
import HostLeases
import LeaseSupport
import Postgres
import PostgresSupport
import TestSupport
import Testing
import Timekeeping

/// The function in PostgreSQL does what the store in memory does, with which the simulation runs.
@Suite(.enabled(if: TestPostgres.isInstalled, "the package postgresql is not installed"))
struct SameStoreTests {
    /// Hosts with short leases beat at random; the store forgets commits, and its server has another name now and then.
    @Test func bothStoresAnswerAlike() async throws {
        let server = try TestPostgres()
        let connection = PostgresConnection(try PostgresAddress(server.address))
        try await ClusterSchema(connection).migrate()
        let account = ClusterSlots.Account(host: "service", part: "links", keyHash: "k")
        let slots = ClusterSlots(connection, account)
        var timing = LeaseTiming()
        timing.lease = .seconds(3)
        timing.delivery = .seconds(1)
        timing.pause = .seconds(1)
        timing.overlap = .seconds(1)
        var memory = InMemorySlots(incarnation: "server 0", timing: timing)
        try await rename(connection, "server 0")
        _ = try await connection.run(
            """
            UPDATE govscript.cluster
              SET calm = 'server 0', lease_ms = 3000, delivery_ms = 1000, pause_ms = 1000, overlap_ms = 1000
            """
        )
        var random = SeededGenerator(seed: 17)
        var hosts = (0..<3).map { HostLease(holder: "host \($0)") }
        var (now, grants, takeovers, assertions) = (BootInstant.start + .seconds(1), 0, 0, 0)
        for round in 0..<500 {
            now = now + .milliseconds(Int.random(in: 100...900, using: &random))
            if round % 60 == 59 {
                memory.incarnation = "server \(round)"
                try await rename(connection, memory.incarnation)
                // The last grant of a slot is lost.
                if let number = memory.forgetGrant() {
                    _ = try await connection.run(
                        "UPDATE govscript.slot SET holder = NULL, epoch = epoch - 1 WHERE n = $1::int", ["\(number)"])
                }
            }
            // Every host is dead for a while.
            let index = (round / 40) % 4 == 3 ? 1 : Int.random(in: 0..<hosts.count, using: &random)
            let use = HostLease.Use(
                want: Int.random(in: 0...5, using: &random), busy: Int.random(in: 0...2, using: &random),
                limit: SlotLimit(4 + index, per: .seconds(1), isConfigured: round > 250 && index == 2),
                block: round % 97 == 0 ? .seconds(8) : nil)
            var sync = hosts[index].beat(use, now: now)
            // What was watched on another server is of no account.
            if round % 7 == 0 { sync.server = "other" }
            let before = memory.rows
            let expected = memory.sync(sync)
            let table = try await slots.sync(sync)
            try #require(table.map(sorted) == expected.map(sorted), "round \(round): \(sync)")
            grants += zip(before, memory.rows).count { $0.holder == nil && $1.holder != nil }
            takeovers += zip(before, memory.rows).count { $0.holder != nil && $1.epoch > $0.epoch }
            assertions += zip(before, memory.rows).count { sync.held[$1.number] == $1.epoch && $0.epoch < $1.epoch }
            if round % 31 == 0 {
                #expect(try await slots.sync(sync) == nil)
                // A look shows the same.
                var seen = memory.table
                seen.blockLength = .zero
                let look = try await ClusterOverview(connection).tables
                #expect(look.map(\.account) == [account] && look.first.map { sorted($0.table) } == sorted(seen))
            }
            if let table { _ = hosts[index].received(table, to: sync.sequence, now: now) }
        }
        #expect(grants > 20 && takeovers > 3 && assertions > 0, "\(grants) \(takeovers) \(assertions)")
    }

    /// Hosts behind a pooler that gives each transaction any connection have the same answers.
    @Test(.enabled(if: TestPostgres.hasPooler, "the package pgbouncer is not installed"), .timeLimit(.minutes(2)))
    func aPoolerMakesNoDifference() async throws {
        let server = try TestPostgres()
        try await ClusterSchema(PostgresConnection(PostgresAddress(server.address))).migrate()
        let address = try PostgresAddress(server.startPooler())
        // It listens a moment after its start has ended.
        let first = PostgresConnection(address)
        while (try? await first.run("SELECT 1")) == nil { await Task.yield() }
        let account = ClusterSlots.Account(host: "service", part: "links", keyHash: "")
        var hosts = (0..<3).map { HostLease(holder: "host \($0)") }
        let stores = hosts.map { _ in ClusterSlots(PostgresConnection(address), account) }
        let use = HostLease.Use(want: 3, busy: 0, limit: SlotLimit(7, per: .seconds(1)))
        var now = BootInstant.start + .seconds(1)
        for _ in 0..<4 {
            for index in hosts.indices {
                now = now + .seconds(1)
                let sync = hosts[index].beat(use, now: now)
                let table = try #require(try await stores[index].sync(sync))
                _ = hosts[index].received(table, to: sync.sequence, now: now)
            }
        }
        #expect(hosts.map(\.held.count).sorted() == [2, 2, 3])
        #expect(Set(hosts.flatMap(\.held.keys)) == Set(1...7))
    }

    /// The name is that of a real server: it stays, and is another one after a start.
    @Test func aServerHasAnotherNameAfterAStart() async throws {
        let server = try TestPostgres()
        let connection = PostgresConnection(try PostgresAddress(server.address))
        let schema = ClusterSchema(connection)
        #expect(try await schema.state() == .missing)
        try await schema.migrate()
        #expect(try await schema.state() == .current)
        try await schema.migrate()
        let name = try await connection.run("SELECT govscript.server_name()")
        #expect(try await connection.run("SELECT calm FROM govscript.cluster") == name)
        try server.stop()
        try server.start()
        _ = try? await connection.run("SELECT 1")
        #expect(try await connection.run("SELECT govscript.server_name()") != name)
    }

    private func rename(_ connection: PostgresConnection, _ name: String) async throws {
        _ = try await connection.run(
            """
            CREATE OR REPLACE FUNCTION govscript.server_name() RETURNS text LANGUAGE sql STABLE
              AS $$ SELECT '\(name)' $$
            """
        )
    }

    private func sorted(_ table: SlotTable) -> SlotTable {
        var table = table
        table.members.sort { $0.holder < $1.holder }
        return table
    }
}
