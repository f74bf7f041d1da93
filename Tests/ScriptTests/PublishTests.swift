import ApiEmulator
import TestSupport
import Testing

struct PublishTests {
    private static let dataset = DatasetSeed.visitorsId

    /// What this machine knows is told before a service is asked or anything is waited for: the service never answers.
    @Test(arguments: ["upload", "append", "publish"], [[], ["--dry-run"]])
    func aFaultOfThisMachinesComesFirst(_ call: String, _ options: [String]) async throws {
        let files: [(name: String, text: String?, words: String)] = [
            ("none.csv", nil, "cannot read 'none.csv': no such file"),
            ("empty.csv", "", "datagov.\(call): empty.csv: the file is empty"),
            ("header.csv", "a,b\n", "datagov.\(call): header.csv: the file has a header and no rows"),
            ("ragged.csv", "a,b\n1\n", "datagov.\(call): ragged.csv:2: 1 field, but the header has 2"),
            (
                "semicolons.csv", "a;b\n1;2\n",
                """
                datagov.\(call): semicolons.csv:1: the fields are separated by ';', and data.gov.sg takes commas only: \
                save it with commas, or convert it with csv.copy("semicolons.csv", "commas.csv", \
                { separator = ";", to_separator = "," })
                """
            ),
        ]
        let configuration = try BulkJob.configuration(faults: "datagov:503-before=100%")
        try await EmulatorServer.serving(configuration) { server, access in
            for file in files {
                let job = try BulkJob("datagov.\(call)(\"\(Self.dataset)\", \"\(file.name)\")", access)
                if let text = file.text { try job.scratch.file(file.name, text) }
                let result = try await job.run(["run"] + options + ["job.lua"])
                #expect(result.errors.contains("error: job.lua:1: \(file.words)\n"), "\(result)")
                #expect(result.status == (file.text == nil ? 66 : 65))
            }
            #expect(server.ledger.requests.isEmpty)
        }
    }

    /// So is a key that is missing, even where the file is good.
    @Test(arguments: ["upload", "append", "publish"], [[], ["--dry-run"]])
    func aMissingKeyComesFirst(_ call: String, _ options: [String]) async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try BulkJob("datagov.\(call)(\"\(Self.dataset)\", \"rows.csv\")", access)
            try job.scratch.file("rows.csv", "month,museum,visitors\n2026-05,M,1\n")
            let result = try await job.run(["run"] + options + ["job.lua"], with: ["GOVSCRIPT_DATAGOV_API_KEY": ""])
            #expect(result.errors.contains("error: job.lua:1: datagov.\(call): "), "\(result)")
            #expect(result.errors.contains("key") && result.status == 77, "\(result)")
            #expect(server.ledger.requests.isEmpty)
        }
    }

    /// Backblaze/b2-sdk-python#31 is a wait without a bound: a job hangs behind a stuck one.
    ///
    /// The first ingestion hangs for ever; without a bound the second call would wait for it for an hour.
    ///
    /// However slow the machine is: the upload has all the time it wants, and what is bounded never ends by itself.
    @Test func theTimeoutBoundsTheWaitForAnEarlierIngestion() async throws {
        let configuration = try BulkJob.configuration(faults: "datagov:hang-ingestion@1")
        try await EmulatorServer.serving(configuration) { server, access in
            let job = try BulkJob(
                """
                local dataset = args[1]
                fs.write("rows.csv", "month,museum,visitors\\n2026-05,M,1\\n2026-06,M,2\\n")
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
