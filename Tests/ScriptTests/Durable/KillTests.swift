import ApiEmulator
import FoundationEssentials
import TestSupport
import Testing

/// The real command, killed with -9 wherever it happens to be, loses nothing and does nothing twice.
struct KillTests {
    private static let isLong = ProcessInfo.processInfo.environment["GOVSCRIPT_CHAOS"] == "1"

    /// Faults that leave it open whether a write was done.
    private static let faults = """
        go:503-after=2%,go:drop-after=2%,go:drop-before=2%,go:truncated-json=2%,datagov:503-after=2%,\
        datagov:drop-after=2%,storage:drop-after=5%,storage:drop-before=5%
        """

    private func configuration(faults: String?, seed: UInt64) throws -> EmulatorConfiguration {
        var configuration = EmulatorConfiguration()
        configuration.rate = 0
        configuration.seed = seed
        // A poll each second sees it move.
        configuration.ingestion = IngestionTimes(
            stale: .zero, starting: .milliseconds(1200), validating: .zero, passed: .zero, ingesting: .zero)
        // Slow enough that all kills come before the end.
        configuration.answerDelay = .zero ... .milliseconds(Self.isLong ? 150 : 20)
        if let faults { configuration.faults = try Faults(faults) }
        return configuration
    }

    /// At each step boundary: after an intent, after an answer, after its record.
    @Test(arguments: ["intended", "answered", "recorded"], [1, 2, 5, 9])
    func diesAtAStepBoundary(_ point: String, _ count: Int) async throws {
        try await EmulatorServer.serving(configuration(faults: nil, seed: 1)) { server, access in
            let job = try DurableJob(links: 4, appends: count > 8 ? 1 : 0, workers: 1, access)
            #expect(try await job.run(crash: "\(point):\(count)").status == 137)
            let last = try await job.run()
            #expect(last.status == 0, "\(last.errors)")
            try await job.expectDoneOnce(server)
        }
    }

    @Test func diesAtRandomMoments() async throws {
        let (kills, links) = Self.isLong ? (200, 6000) : (12, 150)
        var generator = SeededGenerator(seed: 7)
        try await EmulatorServer.serving(configuration(faults: Self.faults, seed: 7)) { server, access in
            let job = try DurableJob(links: links, appends: Self.isLong ? 8 : 2, workers: 8, access)
            var killed = 0
            while killed < kills {
                // The short run dies after a number of writes, and so as often on any machine; the long one at any
                // moment, between two instructions.
                let point = ["intended", "answered", "recorded"].randomElement(using: &generator) ?? "intended"
                let crash = "\(point):\(Int.random(in: 1...10, using: &generator))"
                let result =
                    Self.isLong
                    ? try await job.run(killedAfter: .random(in: 0.05...0.6, using: &generator))
                    : try await job.run(crash: crash)
                if [0, 3].contains(result.status) { break }
                // The one that was killed may take a moment to be gone, and its lock with it.
                if result.status == 75 { continue }
                #expect(result.status == 137, "\(result.errors)")
                killed += 1
            }
            // A machine that is fast enough ends the long job before it has been killed so often.
            #expect(Self.isLong ? killed > 0 : killed == kills)
            var last = try await job.run()
            while last.status == 75 { last = try await job.run() }
            #expect([0, 3].contains(last.status), "\(last.errors)")
            try await job.expectDoneOnce(server)
        }
    }

    /// As systemd and operators stop a service: SIGTERM, and KILL ten seconds later.
    @Test func isStoppedAtRandomMoments() async throws {
        let (stops, links) = Self.isLong ? (200, 6000) : (5, 400)
        var generator = SeededGenerator(seed: 11)
        try await EmulatorServer.serving(configuration(faults: Self.faults, seed: 11)) { server, access in
            let job = try DurableJob(links: links, appends: 0, workers: 8, access)
            var stopped = 0
            while stopped < stops {
                // A number of requests is the same moment on any machine, give or take what happens between two.
                let moment = server.ledger.requests.count + Int.random(in: 1...20, using: &generator)
                async let ending = job.runUntilToldToStop()
                while server.ledger.requests.count < moment, job.isRunning { await Task.yield() }
                try job.tellToStop()
                let result = try await ending
                if [0, 3].contains(result.status) { break }
                #expect([143, 137].contains(result.status), "\(result.errors)")
                stopped += 1
                // The file of `save` is written at the end of a stop; a process that is killed has none.
                try await job.expectAllAreNamed(server, inFile: result.status == 143)
            }
            // A machine that is too busy to stop it in time lets it come to its end.
            #expect(stopped > 0)
            let last = try await job.run()
            #expect([0, 3].contains(last.status), "\(last.errors)")
            try await job.expectDoneOnce(server)
            try await job.expectAllAreNamed(server, inFile: true)
        }
    }

    /// What a person changes by hand between a kill and the next start stays.
    @Test func anEditMadeInBetweenSurvives() async throws {
        try await EmulatorServer.serving(configuration(faults: nil, seed: 3)) { server, access in
            let job = try DurableJob(links: 6, appends: 0, workers: 1, access)
            #expect(try await job.run(crash: "recorded:6").status == 137)
            let edit = try await Command.run(
                ["-e", "links.update('link-2', { longUrl = 'https://www.example.gov.sg/by-hand' })"],
                in: job.scratch.path, environment: access.variables)
            #expect(edit.status == 0, "\(edit.errors)")
            let last = try await job.run()
            #expect(last.status == 0, "\(last.errors)")
            try await job.expectDoneOnce(server, edited: ["2": "https://www.example.gov.sg/by-hand"])
        }
    }
}
