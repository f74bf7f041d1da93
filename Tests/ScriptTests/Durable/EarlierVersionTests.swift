import ApiEmulator
import FoundationEssentials
import Hashing
import SQLite
import TestSupport
import Testing

/// Runs that an earlier version recorded are resumed.
struct EarlierVersionTests {
    /// Files were known by their SHA-256: what was sent of them is not sent again, and what was prepared is sent.
    @Test(arguments: [("answered", 1), ("intended", 1), ("recorded", 1)])
    func uploadsWithTheSHA256OfTheirFileAreResumed(point: String, uploads: Int) async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let content = "month,museum,visitors\n2026-05,M,1\n"
            let job = try BulkJob(
                """
                fs.write("rows.csv", \(content.debugDescription))
                local report = bulk.each("x", { "append" }, function()
                  return datagov.append("\(DatasetSeed.visitorsId)", "rows.csv")
                end, { key = function(what) return what end, workers = 1 })
                print(report.done + report.before, report.uncertain, report.failed)
                """, access)
            let killed = try await job.run(with: ["GOVSCRIPT_CRASH": "\(point):1"])
            #expect(killed.status == 137, "\(killed)")
            #expect(try job.storeFilesAsBefore(content) == 1)
            let resumed = try await job.run(with: ["GOVSCRIPT_APPEND_SETTLE": "2"])
            #expect(resumed.output == "1\t0\t0\n", "\(resumed)")
            #expect(server.ledger.uploads.count == uploads)
            #expect(try job.contents() == [SHA256.hash(content.utf8).hex])
        }
    }

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

    /// Gives the recorded uploads the form with a SHA-256 and an MD5, and tells how many there are.
    fileprivate func storeFilesAsBefore(_ content: String) throws -> Int {
        let (sha256, md5) = (SHA256.hash(content.utf8).hex, Data(try MD5.hash(content.utf8)).base64EncodedString())
        return try withJournal { db in
            var key: [UInt8] = []
            try db.rows("SELECT call, service, arguments FROM step") { row in
                let parts = try [
                    Array(row.get(0, as: String.self).utf8), Array(row.get(1, as: String.self).utf8),
                    row.get(2, as: [UInt8].self), Array(sha256.utf8),
                ]
                let bytes = parts.flatMap { part in
                    withUnsafeBytes(of: UInt32(part.count).littleEndian, Array.init) + part
                }
                key = Array(SHA256.hash(bytes).prefix(16))
                return true
            }
            try db.run(
                """
                UPDATE step SET key = ?, content = ?, intent =
                    json_remove(json_set(intent, '$.file.sha256', ?, '$.file.md5', ?), '$.file.xxh3')
                WHERE content LIKE 'xxh3:%'
                """, Data(key), sha256, sha256, md5)
            return try db.value(Int.self, "SELECT count(*) FROM step WHERE content = ?", sha256) ?? 0
        }
    }

    /// What the recorded steps sent.
    fileprivate func contents() throws -> [String] {
        try withJournal { db in
            var contents: [String] = []
            try db.rows("SELECT content FROM step") { row in
                contents.append(try row.get(0, as: String.self))
                return true
            }
            return contents
        }
    }

    /// Gives the recorded intents the form that version 0.1 stored them in, and tells how many there are.
    fileprivate func storeIntentsAsBefore() throws -> Int {
        try withJournal { db in
            try db.run(
                """
                UPDATE step SET intent = '{"intent":' || intent || ',"timeout":120}'
                WHERE intent IS NOT NULL AND intent NOT LIKE '{"intent":%'
                """)
            return try db.value(Int.self, "SELECT count(*) FROM step WHERE intent LIKE '{\"intent\":{%'") ?? 0
        }
    }

    private func withJournal<Value>(_ body: (Database) throws -> Value) throws -> Value {
        let folder = scratch("state/runs")
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".sqlite") }
        let database = try SharedDatabase(path: "\(folder)/\(try #require(files.first))")
        defer { database.close() }
        return try database.use(body)
    }
}
