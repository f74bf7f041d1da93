import ApiEmulator
import Glibc
import Hashing
import StartRecords
import TestSupport
import Testing
import Timekeeping

/// Every start of a script leaves a record, however it ends.
struct StartRecordingTests {
    private func records(of job: BulkJob) throws -> [StartRecord] {
        try StartRecordStore(in: job.scratch("state")).records()
    }

    private func record(
        of words: [String], _ script: String = "print(1)", with environment: [String: String] = [:]
    ) async throws -> StartRecord {
        let job = try BulkJob(script)
        let result = try await job.run(words, with: environment)
        let records = try records(of: job)
        try #require(records.count == 1, "\(result)")
        #expect(records[0].ending?.code == result.status)
        return records[0]
    }

    @Test func whatWasStartedIsRecorded() async throws {
        let script = "print(args[1])\n"
        let job = try BulkJob(script)
        let environment = ["LOGNAME": "officer", "GOVSCRIPT_GO_API_KEY": "live_v1_canary"]
        let words = ["job.lua", "a b", "https://u:p@example.gov.sg/?token=1", "live_v1_canary"]
        #expect(try await job.run(["run"] + words, with: environment).status == 0)
        let record = try #require(try records(of: job).first)
        #expect(
            record.script
                == .init(
                    name: "job.lua", path: job.scratch("job.lua"), digest: SHA256.hash(script.utf8).hex))
        #expect(record.arguments == ["a b", "https://example.gov.sg/?…", "[key]"])
        #expect(record.profile == "production")
        #expect(record.user == "officer")
        #expect(record.directory == job.scratch.path)
        #expect(record.ending == StartRecord.Ending(.finished, code: 0))
        #expect(record.took > .zero && record.took < .seconds(600))
        let id = try #require(try job.scratch.names(in: "state/starts").first)
        #expect(!(try job.scratch.text("state/starts/\(id)").contains("canary")))
    }

    @Test(
        arguments: [
            (["-e", "error('x')"], StartRecord.Ending.Reason.failed, "(command line):1: x"),
            (["-e", "os.exit(7)"], .failed, nil), (["-e", "x ="], .failed, nil),
            (["-e", "os.exit(0)"], .finished, nil),
            (["run", "missing.lua"], .refused, "cannot read missing.lua: no such file or directory"),
            (["run", "--profile", "nope", "job.lua"], .refused, "--profile: there is no profile 'nope'"),
            (["run", "--config", "none.toml", "job.lua"], .refused, nil),
            (["run", "--sandbox", "--faults", "nonsense", "job.lua"], .refused, nil),
            (["run", "--timeout", "0.2", "-e", "while true do end"], .timeLimit, nil),
        ] as [([String], StartRecord.Ending.Reason, String?)])
    func theReasonOfTheEndIsRecorded(
        _ words: [String], _ reason: StartRecord.Ending.Reason, _ message: String?
    ) async throws {
        let record = try await record(of: words)
        #expect(record.ending?.reason == reason)
        if let message { #expect(record.ending?.message == message) }
    }

    @Test func aScriptWithoutAKeyHasFailed() async throws {
        let record = try await record(of: ["-e", "links.get('x')"])
        #expect(record.ending?.reason == .failed)
        #expect(record.ending?.code == 77 || record.ending?.code == 78, "\(String(describing: record.ending))")
        #expect(record.work.services.isEmpty)
    }

    @Test func aKilledStartIsClosedByTheNext() async throws {
        let job = try BulkJob("local h <close> = io.open('ready', 'w') h:write('1') h:close() task.sleep(1000)")
        try job.scratch.file(
            "run.sh",
            """
            export GOVSCRIPT_STATE_DIR=$PWD/state
            "$1/govscript" run job.lua & pid=$!
            while ! [ -s ready ]; do :; done
            kill -$2 $pid
            wait $pid
            "$1/govscript" -e 'print(1)'
            """)
        for (signal, reason) in [("KILL", StartRecord.Ending.Reason.killed), ("TERM", .interrupted)] {
            unlink(job.scratch("ready"))
            _ = try await Command.shell(["run.sh", Command.builtFolder, signal], in: job.scratch.path)
            let records = try records(of: job)
            #expect(records.first?.ending?.reason == .finished)
            #expect(records.dropFirst().first?.ending?.reason == reason)
            #expect(try job.scratch.names(in: "state/starts").allSatisfy { $0.contains(".done-") })
        }
    }

    @Test func itemsWritesRequestsAndLostAnswersAreCounted() async throws {
        try await EmulatorServer.serving(BulkJob.configuration(faults: "go.create:drop-after@1-2")) { _, access in
            let job = try BulkJob(
                """
                log.warn("careful", 1)
                local rows = {}
                for number = 1, 5 do
                  rows[number] = { slug = "row-" .. number, url = "https://www.example.gov.sg/" .. number }
                end
                rows[2].url = "http://www.example.gov.sg"
                bulk.each("campaign", rows, function(row) return links.create(row.url, { shortUrl = row.slug }) end, {
                  key = "slug",
                })
                print(pcall(links.create, "https://www.example.gov.sg", { shortUrl = "row-1" }))
                """, access)
            let result = try await job.run(["run", "--report-json", "report.json", "job.lua"])
            let record = try #require(try records(of: job).first)
            #expect(record.ending == StartRecord.Ending(.unfinished, code: 3), "\(result)")
            let work = record.work
            let pass = try #require(work.runs.first.first)
            #expect((pass.name, pass.done, pass.failed, pass.total) == ("campaign", 4, 1, 5))
            #expect(pass.isWhole)
            #expect(work.writes.map(\.call) == ["links.create"])
            #expect(work.writes.map(\.failed) == [1])
            #expect(work.failures.kinds["data"] == 1)
            #expect(work.failures.listed.total == 2)
            #expect(work.failures.listed.first.first?.key == "row-2")
            #expect(work.lostAnswers.total == 2)
            #expect(work.lostAnswers.unknown == 0)
            let service = try #require(work.services.first)
            #expect(service.title == "GoGovSG")
            #expect(service.requests >= 6)
            #expect(work.timeline.lines.first?.steps.map(\.requests).reduce(0, +) == service.requests)
            #expect(work.warnings.first.first == "careful 1")
            // Each of five activities, and both ends of the start, are written to the millisecond.
            #expect(work.time.total <= record.took + .milliseconds(4))
            #expect(try job.scratch.text("report.json") == String(decoding: record.json, as: UTF8.self) + "\n")
        }
    }

    @Test func aReportThatCannotBeWrittenIsAnErrorOfItsOwn() async throws {
        let job = try BulkJob("print(1)")
        let result = try await job.run(["run", "--report-json", "none/report.json", "job.lua"])
        #expect(result.status == 73)
        #expect(
            result.errors.contains("error: --report-json: cannot write none/report.json: no such file or directory"))
        let failed = try await job.run(["run", "--report-json", "none/report.json", "-e", "os.exit(7)"])
        #expect(failed.status == 7)
    }

    /// Nothing that concerns the record changes how a start ends.
    @Test func aRecordThatCannotBeWrittenIsAWarning() async throws {
        let job = try BulkJob("print(1)")
        try job.scratch.file("state", "a file")
        let result = try await job.run()
        #expect(result.status == 0)
        #expect(result.output == "1\n")
        #expect(
            result.errors == """
                warning: this start is not recorded: cannot open \(job.scratch("state")): not a directory
                  hint: Set GOVSCRIPT_STATE_DIR to a folder that this user can write.

                """)
    }
}
