import ApiEmulator
import PostgresSupport
import TestSupport
import Testing

/// A dry run beside machines that share a database: it leaves nothing there, and leases slots only for what it looks up.
@Suite(.enabled(if: TestPostgres.isInstalled, "PostgreSQL is not installed"))
struct SharedDryRunTests {
    /// What a dry run has sent, and what it has left in the database.
    private struct Traces {
        let requests: Int
        /// How often slots were taken, and how many are taken still.
        let (grants, held): (Int, Int)
        /// Hosts that wanted slots.
        let members: Int
        /// Turns at runs and datasets, and keys of names.
        let turns: Int
    }

    private func traces(ofADryRun script: String) async throws -> Traces {
        try await EmulatorServer.serving { server, access in
            let machines = try await TwoMachines(script, access)
            let result = try await machines.run(0, ["run", "--dry-run", "job.lua"])
            #expect(result.status == 0 && server.ledger.creates.isEmpty, "\(result)")
            let rows = try await machines.query(
                """
                SELECT (SELECT coalesce(sum(epoch), 0) FROM govscript.slot),
                  (SELECT count(*) FROM govscript.slot WHERE holder IS NOT NULL),
                  (SELECT count(*) FROM govscript.member),
                  (SELECT count(*) FROM govscript.turn)
                    + (SELECT count(*) FROM govscript.cluster WHERE name_key IS NOT NULL)
                """)
            let numbers = try rows[0].map { try #require($0.flatMap { Int($0) }) }
            return Traces(
                requests: server.ledger.requests.count, grants: numbers[0], held: numbers[1], members: numbers[2],
                turns: numbers[3])
        }
    }

    @Test func withoutARequestNothingIsLeased() async throws {
        let traces = try await traces(
            ofADryRun: """
                bulk.each("posters", { { id = 1 }, { id = 2 } }, function(row) return row.id end, { key = "id" })
                """)
        #expect(traces.requests == 0 && traces.grants == 0 && traces.members == 0 && traces.turns == 0)
    }

    /// They count against the limit like those of any script.
    @Test func lookupsLeaseTheirSlotsAndGiveThemBack() async throws {
        let traces = try await traces(
            ofADryRun: """
                bulk.each("posters", { { id = 1 }, { id = 2 } }, function(row)
                  return links.create("https://www.example.gov.sg/" .. row.id, { shortUrl = "poster-" .. row.id })
                end, { key = "id" })
                """)
        #expect(traces.requests > 0 && traces.grants > 0)
        #expect(traces.held == 0 && traces.turns == 0)
    }
}
