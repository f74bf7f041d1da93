import ClusterState
import HostLeases
import Postgres
import PostgresSupport
import TestSupport
import Timekeeping

/// A real database, and the command as it is used with it.
struct StateBench {
    let server: TestPostgres
    let scratch = ScratchFolder()
    let connection: PostgresConnection

    init(withTables: Bool = true) async throws {
        server = try TestPostgres()
        connection = PostgresConnection(try PostgresAddress(server.address))
        if withTables { try await ClusterSchema(connection).migrate() }
    }

    /// What its address is called in messages.
    var title: String { connection.address.title }

    /// Runs `govscript` with its database.
    func run(
        _ words: [String], at address: String? = nil, environment: [String: String] = [:]
    ) async throws -> ChildProcess.Result {
        let variables = ["GOVSCRIPT_STATE": address ?? server.address].merging(environment) { $1 }
        return try await Command.run(words, in: scratch.path, environment: variables)
    }

    /// Has machines take slots of the account of GoGovSG: each as many as it wants, one after the other.
    @discardableResult
    func hosts(_ wants: [(name: String, want: Int)]) async throws -> [HostLease] {
        let slots = ClusterSlots(
            connection, ClusterSlots.Account(host: "go.gov.sg", part: "links", keyHash: "0123456789abcdef"))
        // The server counts as calm, so that slots are granted at once.
        _ = try await connection.run("UPDATE govscript.cluster SET calm = govscript.server_name()")
        var leases: [HostLease] = []
        var now = BootInstant.start + .seconds(1)
        for (name, want) in wants {
            let use = HostLease.Use(want: want, busy: 0, limit: SlotLimit(5, per: .seconds(1)))
            var lease = HostLease(holder: name)
            // The first beat learns what there is, the second one takes.
            for _ in 0..<2 {
                now = now + .seconds(1)
                let sync = lease.beat(use, now: now)
                if let table = try await slots.sync(sync) { _ = lease.received(table, to: sync.sequence, now: now) }
            }
            leases.append(lease)
        }
        return leases
    }
}
