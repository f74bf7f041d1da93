import ApiEmulator
import TestSupport
import Testing

struct PublishTests {
    /// The first ingestion hangs for ever; without a bound the second call would wait for it for an hour.
    ///
    /// However slow the machine is: the upload has all the time it wants, and what is bounded never ends by itself.
    @Test func theTimeoutBoundsTheWaitForAnEarlierIngestion() async throws {
        let configuration = try BulkJob.configuration(faults: "datagov:hang-ingestion@1")
        try await EmulatorServer.serving(configuration) { server, access in
            let job = try BulkJob(
                """
                local dataset = args[1]
                fs.write("rows.csv", "month,museum,visitors\\n2026-05,M,1\\n")
                local function publish()
                  if args[2] then return datagov.publish(dataset, "rows.csv", { timeout = 5 }) end
                  return datagov.wait(datagov.upload(dataset, "rows.csv"), { timeout = 1 })
                end
                local _, failure = pcall(publish)
                print(failure.kind, failure.call, failure.message)
                """, access)
            let first = try await job.run(["run", "job.lua", DatasetSeed.visitorsId])
            #expect(first.output.hasPrefix("timeout\tdatagov.wait\t"), "\(first)")
            // Another process: it learns of the first one's upload by the state directory.
            let second = try await job.run(["run", "job.lua", DatasetSeed.visitorsId, "publish"])
            #expect(second.output.hasPrefix("timeout\tdatagov."), "\(second)")
            // A machine that takes five seconds for the check before the upload does not get that far.
            #expect(
                !second.output.hasPrefix("timeout\tdatagov.upload") || second.output.contains("that process"),
                "\(second)")
            #expect(server.ledger.uploads.count == 1)
        }
    }
}
