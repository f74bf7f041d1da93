import ApiEmulator
import TestSupport
import Testing

/// An upload is done when its ingestion is: wherever the script waits for it, a failure opens the step again.
struct SequelTests {
    private static let upload = "datagov.upload(\"\(DatasetSeed.visitorsId)\", \"rows.csv\")"

    @Test(arguments: [
        // `bulk.once` gives the upload, and the wait is outside of it.
        """
        bulk.each("publish", { "rows.csv" }, function()
          local sent = bulk.once("send", function() return \(upload) end)
          return datagov.wait(sent).status
        end, { key = function(path) return path end })
        """,
        // The same with the upload somewhere inside of the result.
        """
        bulk.each("publish", { "rows.csv" }, function()
          local sent = bulk.once("send", function() return { files = { \(upload) } } end)
          return datagov.wait(sent.files[1]).status
        end, { key = function(path) return path end })
        """,
        // A run of its own, which is done when the wait begins.
        "datagov.wait(bulk.once(\"publish\", function() return \(upload) end))",
        "pcall(datagov.wait, bulk.once(\"publish\", function() return \(upload) end))",
        // A loop that is over when the wait begins.
        """
        local sent
        bulk.each("publish", { "rows.csv" }, function() sent = \(upload) end, { key = function(path) return path end })
        if sent then datagov.wait(sent) end
        """,
    ])
    func aFailedIngestionOpensTheStepAgain(_ script: String) async throws {
        var configuration = try BulkJob.configuration(faults: "datagov:fail-ingestion@1")
        // Long enough in progress that a poll on a busy machine sees it, without which a failure proves nothing.
        configuration.ingestion = IngestionTimes(
            stale: .zero, starting: .seconds(20), validating: .zero, passed: .zero, ingesting: .zero)
        try await EmulatorServer.serving(configuration) { server, access in
            let job = try BulkJob(script, access)
            try job.scratch.file("rows.csv", "month,museum,visitors\n2026-05,M,1\n")
            let first = try await job.run()
            #expect(first.status == 3, "\(first)")
            let shown = try await job.run(["runs", "show", "publish"]).output
            #expect(shown.contains("1 failed"), "\(shown)")
            #expect(server.ledger.uploads.count == 1)
            let second = try await job.run()
            #expect(second.status == 0, "\(second)")
            #expect(server.ledger.uploads.count == 2)
            #expect(server.ledger.applied.count == 1)
            // Done now: neither sent nor failed again.
            let third = try await job.run()
            #expect(third.status == 0, "\(third)")
            #expect(server.ledger.uploads.count == 2)
        }
    }
}
