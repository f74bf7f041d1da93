import ApiEmulator
import TestSupport
import Testing

/// Rows that a script sends without a file: known again by their content, in dry runs, and without room for them.
struct RowUploadTests {
    private static func appending(_ rows: [(String, Int)]) -> String {
        let list = rows.map { "{ month = '\($0)', museum = 'M', visitors = \($1) }" }.joined(separator: ", ")
        return """
            local rows = { \(list) }
            local columns = { 'month', 'museum', 'visitors' }
            print(bulk.each('monthly', { '1' }, function()
              return datagov.append('\(DatasetSeed.visitorsId)', tables.filter(rows, function() return true end), {
                columns = columns })
            end, { key = function(item) return item end }))
            """
    }

    @Test(arguments: ["intended:1", "answered:1", "recorded:1"])
    func theSameRowsAreSentOnceAfterAKill(_ point: String) async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try BulkJob(Self.appending([("2026-05", 1), ("2026-06", 2)]), access)
            #expect(try await job.run(with: ["GOVSCRIPT_CRASH": point]).status == 137)
            let last = try await job.run()
            #expect(last.status == 0, "\(last.errors)")
            #expect(server.ledger.uploads.count == 1)
            #expect(server.ledger.uploads.first?.rows == 2)
        }
    }

    /// As for a file that was corrected: to add both is for a person to decide.
    @Test func otherRowsAreAnotherAppend() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try BulkJob(Self.appending([("2026-05", 1)]), access)
            #expect(try await job.run(with: ["GOVSCRIPT_CRASH": "recorded:1"]).status == 137)
            try job.scratch.file("job.lua", Self.appending([("2026-05", 1), ("2026-06", 2)]))
            let last = try await job.run()
            #expect(last.status == 3)
            #expect(last.errors.contains("was done, and now datagov.append("), "\(last.errors)")
            #expect(server.ledger.uploads.count == 1)
        }
    }

    @Test func aDryRunChecksTheRowsAndSendsNothing() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try BulkJob(
                "datagov.append('\(DatasetSeed.visitorsId)', { { month = '2026-05', museum = 'M', visitors = 1 } })",
                access)
            let plan = try await job.run(["run", "--dry-run", "job.lua"])
            #expect(plan.status == 0, "\(plan.errors)")
            #expect(plan.errors.contains("  datagov.append(\"\(DatasetSeed.visitorsId)\", rows)\n"), "\(plan.errors)")
            try job.scratch.file("job.lua", "datagov.append('\(DatasetSeed.visitorsId)', { { other = '1' } })")
            let refused = try await job.run(["run", "--dry-run", "job.lua"])
            #expect(refused.status == 65)
            #expect(refused.errors.contains("the rows: column 'month': "), "\(refused.errors)")
            #expect(server.ledger.uploads.isEmpty)
        }
    }

    @Test func withoutRoomForThemNothingIsSent() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try BulkJob(
                """
                local text, number = ("x"):rep(1000), 0
                datagov.append("\(DatasetSeed.visitorsId)", function()
                  number = number + 1
                  return number < 5000 and { month = "2026-05", museum = text, visitors = number } or nil
                end)
                """, access)
            let result = try await Command.run(
                ["run", "job.lua"], in: job.scratch.path, environment: access.variables, limit: "-f 1000")
            #expect(result.status == 75, "\(result)")
            #expect(
                result.errors.contains(
                    "error: job.lua:2: datagov.append: the rows cannot be kept in a temporary file: "),
                "\(result.errors)")
            #expect(result.errors.contains("hint: Nothing was sent. Make room in /tmp"), "\(result.errors)")
            #expect(server.ledger.requests.isEmpty)
        }
    }
}
