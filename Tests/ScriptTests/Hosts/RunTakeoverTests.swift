import ApiEmulator
import FoundationEssentials
import Glibc
import PostgresSupport
import TestSupport
import Testing

/// A run that another machine continues after the loss of its own.
@Suite(.serialized, .enabled(if: TestPostgres.isInstalled, "PostgreSQL is not installed"))
struct RunTakeoverTests {
    private static let links = """
        local rows = {}
        for n = 1, 20 do rows[n] = { id = n, url = "https://www.example.gov.sg/" .. n, slug = "poster-" .. n } end
        local made = bulk.each("posters", rows, function(row)
          -- The end comes when the test has done what it does in the middle.
          while row.id > 8 and not fs.exists("go") do task.sleep(0.05) end
          return links.create(row.url, { shortUrl = row.slug })
        end, { key = "id", workers = 4 })
        print(made)
        """

    private var configuration: EmulatorConfiguration {
        var configuration = EmulatorConfiguration()
        configuration.rate = 4
        return configuration
    }

    private func wait(_ server: EmulatorServer, creates count: Int) async throws {
        try await server.wait { $0.creates.count >= count }
    }

    private func expectEachOnce(_ server: EmulatorServer, _ count: Int = 20) {
        #expect(server.ledger.creates.count == count)
        #expect(Set(server.ledger.creates.map(\.longUrl)).count == count)
    }

    /// Lets the script on a machine go on to its end.
    private func release(_ machine: Int, _ machines: TwoMachines) throws {
        try machines.machines[machine].file("go", "")
    }

    private func serving(_ body: (EmulatorServer, TwoMachines) async throws -> Void) async throws {
        try await EmulatorServer.serving(configuration) { server, access in
            let machines = try await TwoMachines(Self.links, access)
            try await body(server, machines)
        }
    }

    @Test func aRunWhoseMachineIsLostIsContinuedOnAnother() async throws {
        try await serving { server, machines in
            // With which of its syncs a machine took slots over.
            try await machines.query("CREATE TABLE takeover (holder text, beat bigint)")
            try await machines.query(
                """
                CREATE FUNCTION note_takeover() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                  INSERT INTO takeover SELECT holder, beat FROM govscript.member
                    WHERE account = NEW.account AND holder = NEW.holder;
                  RETURN NEW;
                END $$
                """)
            try await machines.query(
                """
                CREATE TRIGGER noting AFTER UPDATE ON govscript.slot FOR EACH ROW
                  WHEN (NEW.epoch > 1 AND NEW.holder IS DISTINCT FROM OLD.holder) EXECUTE FUNCTION note_takeover()
                """)
            async let killed = machines.run(0)
            try await wait(server, creates: 5)
            try machines.signal(0, SIGKILL)
            #expect(try await killed.status == 137)
            try release(1, machines)
            let next = try await machines.run(1)
            #expect(next.status == 0, "\(next)")
            #expect(next.output.contains("posters: 20 done"), "\(next)")
            #expect(next.errors.contains("in case \(host), process "), "\(next.errors)")
            expectEachOnce(server)
            // Those of the lost machine were watched while the run was waited for.
            let takeovers = try await machines.query("SELECT holder, min(beat) FROM takeover GROUP BY holder")
            let beats = takeovers.compactMap { $0[1].flatMap { Int($0) } }
            #expect(beats.count == 1 && beats.allSatisfy { $0 < 9 }, "\(takeovers)")
            // The lost machine comes back, and finds that all is done.
            try release(0, machines)
            let back = try await machines.run(0)
            #expect(back.status == 0 && back.output.contains("20"), "\(back)")
            expectEachOnce(server)
        }
    }

    /// A machine that was suspended sends nothing more after it resumes.
    @Test func aMachineThatComesBackSendsNothingMore() async throws {
        try await serving { server, machines in
            async let stopped = machines.run(0)
            // Nothing may be between its last look and its write.
            try await wait(server, creates: 8)
            try machines.signal(0, SIGSTOP)
            try release(1, machines)
            let next = try await machines.run(1)
            #expect(next.status == 0, "\(next)")
            try release(0, machines)
            try machines.signal(0, SIGCONT)
            let zombie = try await stopped
            #expect(zombie.status != 0)
            #expect(zombie.errors.contains("the run posters was taken over by another machine"), "\(zombie.errors)")
            expectEachOnce(server)
        }
    }

    @Test func aRunInProgressIsRefusedOnAnotherMachine() async throws {
        try await serving { server, machines in
            async let first = machines.run(0)
            try await wait(server, creates: 2)
            let second = try await machines.run(1)
            #expect(second.status == 75, "\(second)")
            #expect(
                second.errors.contains("the run posters is in progress on another machine: \(host), process "),
                "\(second.errors)")
            try release(0, machines)
            #expect(try await first.status == 0)
            expectEachOnce(server)
        }
    }

    /// While the database cannot be reached, requests in flight complete and the rest wait.
    @Test func theRunWaitsForTheDatabase() async throws {
        try await serving { server, machines in
            async let run = machines.run(0, ["run", "--allow-read", ".", "--log-file", "log", "job.lua"])
            try await wait(server, creates: 3)
            try machines.server.stop()
            try release(0, machines)
            while (try? machines.machines[0].text("log").contains("waiting up to ")) != true { await Task.yield() }
            try machines.server.start()
            let result = try await run
            #expect(result.status == 0, "\(result)")
            expectEachOnce(server)
        }
    }

    private var host: String { ProcessInfo.processInfo.hostName.filter { $0.isLetter || $0.isNumber || $0 == "-" } }
}
