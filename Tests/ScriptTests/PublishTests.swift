import ApiEmulator
import TestSupport
import Testing

struct PublishTests {
    /// The first ingestion hangs for ever; without a bound the second call would wait for it for an hour.
    @Test func theTimeoutBoundsTheWaitForAnEarlierIngestion() async throws {
        let configuration = try BulkJob.configuration(faults: "datagov:hang-ingestion@1")
        try await EmulatorServer.serving(configuration) { server, access in
            let job = try BulkJob(
                """
                fs.write("rows.csv", "month,museum,visitors\\n2026-05,M,1\\n")
                local _, failure = pcall(datagov.publish, args[1], "rows.csv", { timeout = 1 })
                print(failure.kind, failure.call, failure.message)
                """, access)
            let first = try await job.run(["run", "job.lua", DatasetSeed.visitorsId])
            #expect(first.output.hasPrefix("timeout\tdatagov.wait\t"))
            // Another process: it learns of the first one's upload by the state directory.
            let second = try await job.run(["run", "job.lua", DatasetSeed.visitorsId])
            #expect(second.output.hasPrefix("timeout\tdatagov.upload\t"))
            #expect(second.output.contains("that process"))
            #expect(server.ledger.uploads.count == 1)
        }
    }
}
