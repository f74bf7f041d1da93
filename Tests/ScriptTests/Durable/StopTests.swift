import ApiEmulator
import TestSupport
import Testing

/// What is printed when a run is stopped, and that it can be resumed.
struct StopTests {
    /// Starts the script and signals it when its first requests have left.
    private func stop(
        _ signals: String, _ job: BulkJob, _ access: EmulatorAccess, grace: String = "4s"
    ) async throws -> ChildProcess.Result {
        try job.scratch.file(
            "run.sh",
            """
            \(access.variables.map { "export \($0)='\($1)'" }.joined(separator: "\n"))
            export GOVSCRIPT_STATE_DIR=$PWD/state
            : > output
            "$1/govscript" run --trace --grace \(grace) job.lua > output 2> errors & pid=$!
            while ! grep -q begun output; do kill -0 $pid || exit 1; done
            \(signals)
            wait $pid; status=$?
            cat errors >&2
            exit $status
            """)
        return try await Command.shell(["run.sh", Command.builtFolder], in: job.scratch.path)
    }

    private static let script = """
        print(bulk.each("stop", { "https://www.example.gov.sg/1", "https://www.example.gov.sg/2" }, function(url)
          print("begun") io.stdout:flush()
          return links.create(url)
        end, { workers = 1 }).done)
        """

    @Test(arguments: [("INT", 130), ("TERM", 143)])
    func aRequestUnderWayIsAwaited(_ signal: String, _ code: Int32) async throws {
        try await EmulatorServer.serving(BulkJob.configuration(faults: "go:slow-after:1s=100%")) { server, access in
            let job = try BulkJob(Self.script, access)
            let result = try await stop("kill -\(signal) $pid", job, access)
            #expect(result.status == code)
            #expect(
                result.errors.contains(
                    "Stopping: waiting up to 4 s for requests in progress. Press Ctrl-C again to quit now.\n"))
            #expect(result.errors.contains("stop: not finished: 0 done; run the same command again to resume\n"))
            #expect(try await job.run().output.hasSuffix("2\n"))
            #expect(server.ledger.creates.count == 2)
        }
    }

    /// Sixteen creates are in flight: each is recorded, uncertain or not sent, and a resume makes the others once.
    @Test(arguments: ["slow-after:1s", "slow-before:1s", "slow-after:60s"])
    func aStopWithManyRequestsInFlightLosesNone(_ fault: String) async throws {
        try await EmulatorServer.serving(BulkJob.configuration(faults: "go.create:\(fault)@1-16")) { server, access in
            let job = try BulkJob(
                """
                local urls = {}
                for number = 1, 40 do urls[number] = "https://www.example.gov.sg/" .. number end
                print(bulk.each("stop", urls, function(url)
                  print("begun") io.stdout:flush()
                  return links.create(url)
                end, { workers = 16, save = "made.csv" }))
                """, access)
            let words = "while [ $(grep -c begun output) -lt 16 ]; do kill -0 $pid || exit 1; done; kill -TERM $pid"
            // A minute, where an answer has to come in time however busy the machine is.
            let result = try await stop(words, job, access, grace: fault == "slow-after:60s" ? "4s" : "60s")
            #expect(result.status == 143, "\(result)")
            let exported = try await job.run(["runs", "export", "stop"]).output
            let rows = exported.split(separator: "\n").dropFirst()
            #expect(rows.count <= 16)
            let known = rows.filter { row in [",done,", ",pending,", ",uncertain,"].contains { row.contains($0) } }
            #expect(known.count == rows.count, "\(rows)")
            // Each that was made is named, although its item is not finished: in the record and in the file of `save`.
            let saved = try job.scratch.text("made.csv")
            #expect(!server.ledger.creates.isEmpty)
            let unnamed = server.ledger.creates.map(\.shortUrl).filter { !exported.contains($0) || !saved.contains($0) }
            #expect(unnamed == [], "\(exported)\n\(saved)")
            #expect(saved.split(separator: "\n").count == rows.count + 1, "\(saved)")
            // What is answered in time is recorded; some may have waited for their slots yet.
            let unanswered = saved.split(separator: "\n").count { $0.contains("may have been sent") }
            if fault != "slow-after:60s" { #expect(unanswered < rows.count, "\(saved)") }
            let last = try await job.run()
            #expect(last.status == 0, "\(last)")
            #expect(last.output.contains("stop: 40 done"), "\(last)")
            #expect(server.ledger.creates.count == 40)
            #expect(Set(server.ledger.creates.map(\.longUrl)).count == 40)
            #expect(try job.scratch.text("made.csv").split(separator: "\n").count == 41)
        }
    }

    @Test func aSecondSignalLeavesAtOnce() async throws {
        try await EmulatorServer.serving(BulkJob.configuration(faults: "go:slow-after:600s@1")) { server, access in
            let job = try BulkJob(Self.script, access)
            // Ten minutes for both, so that the second signal comes before the answer however busy the machine is.
            func wait(until condition: String) -> String { "while ! \(condition); do kill -0 $pid || exit 1; done" }
            let signals = """
                \(wait(until: "test -e sent"))
                kill -INT $pid
                \(wait(until: "grep -q Stopping: errors"))
                kill -INT $pid
                """
            async let stopped = stop(signals, job, access, grace: "600s")
            while !server.ledger.requests.contains(where: { $0.outcome == .underWay }) { await Task.yield() }
            try job.scratch.file("sent", "")
            let result = try await stopped
            #expect(result.status == 130)
            #expect(result.errors.hasSuffix("Quit. Run the same command again to resume.\n"))
            #expect(try await job.run().output.hasSuffix("2\n"))
            #expect(server.ledger.creates.count == 2)
        }
    }
}
