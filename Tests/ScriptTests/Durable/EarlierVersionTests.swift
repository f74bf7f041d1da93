import ApiEmulator
import FoundationEssentials
import SQLite
import TestSupport
import Testing

/// Runs that an earlier version recorded are resumed.
struct EarlierVersionTests {
    /// The intents were stored with the call's timeout beside them.
    @Test func intentsWithTheirTimeoutAreRead() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try BulkJob(
                """
                fs.write("rows.csv", "month,museum,visitors\\n2026-05,M,1\\n")
                local report = bulk.each("x", { "create", "update", "append" }, function(what)
                  if what == "append" then return datagov.append("\(DatasetSeed.visitorsId)", "rows.csv") end
                  local target = "https://www.example.gov.sg/" .. what
                  if what == "create" then return links.create(target) end
                  return links.update("old", { longUrl = target })
                end, { key = function(what) return what end, workers = 1 })
                print(report.done + report.before, report.uncertain, report.failed)
                """, access)
            try await job.make("old")
            for count in 1...3 {
                // The create, the update and the append are sent, and the answer is not recorded.
                let killed = try await job.run(with: ["GOVSCRIPT_CRASH": "answered:1"])
                #expect(killed.status == 137, "\(killed)")
                #expect(try job.storeIntentsAsBefore() == count)
            }
            let resumed = try await job.run(with: ["GOVSCRIPT_APPEND_SETTLE": "2"])
            #expect(resumed.output == "3\t0\t0\n", "\(resumed)")
            #expect(server.ledger.creates.filter { $0.longUrl.hasSuffix("/create") }.count == 1)
            #expect(server.ledger.uploads.count == 1)
        }
    }
}

extension BulkJob {
    /// Makes a link with a name before the job.
    fileprivate func make(_ name: String) async throws {
        let script = "links.create(\"https://www.example.gov.sg/before\", { shortUrl = \"\(name)\" })"
        #expect(try await run(["run", "-e", script]).status == 0)
    }

    /// Gives the recorded intents the form that version 0.1 stored them in, and tells how many there are.
    fileprivate func storeIntentsAsBefore() throws -> Int {
        let folder = scratch("state/runs")
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter {
            $0.hasSuffix(".sqlite")
        }
        let database = try SharedDatabase(path: "\(folder)/\(try #require(files.first))")
        defer { database.close() }
        return try database.use { db in
            try db.run(
                """
                UPDATE step SET intent = '{"intent":' || intent || ',"timeout":120}'
                WHERE intent IS NOT NULL AND intent NOT LIKE '{"intent":%'
                """)
            return try db.value(Int.self, "SELECT count(*) FROM step WHERE intent LIKE '{\"intent\":{%'") ?? 0
        }
    }
}
