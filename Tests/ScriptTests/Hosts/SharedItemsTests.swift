import ApiEmulator
import FoundationEssentials
import Glibc
import PostgresSupport
import TestSupport
import Testing

/// A run whose items two machines share, at the same time.
@Suite(.serialized, .enabled(if: TestPostgres.isInstalled, "PostgreSQL is not installed"))
struct SharedItemsTests {
    private static let links = """
        local rows = {}
        for n = 1, 24 do rows[n] = { id = n, url = "https://www.example.gov.sg/" .. n, slug = "poster-" .. n } end
        local made = bulk.each("posters", rows, function(row)
          fs.write("begun", "")
          -- Until the test has seen that both machines have begun.
          while not fs.exists("go") do task.sleep(0.05) end
          return links.create(row.url, { shortUrl = row.slug })
        end, { key = "id", workers = 3, share = true })
        print(made)
        """

    private static let run = ["run", "--allow-read", ".", "--allow-write", ".", "job.lua"]

    private func serving(_ body: (EmulatorServer, TwoMachines) async throws -> Void) async throws {
        var configuration = EmulatorConfiguration()
        configuration.rate = 4
        try await EmulatorServer.serving(configuration) { server, access in
            let machines = try await TwoMachines(Self.links, access)
            try await body(server, machines)
        }
    }

    private func expectEachOnce(_ server: EmulatorServer, _ count: Int = 24) {
        #expect(server.ledger.creates.count == count)
        #expect(Set(server.ledger.creates.map(\.longUrl)).count == count)
    }

    /// Waits until a machine has begun an item.
    private func begun(_ machine: Int, _ machines: TwoMachines) async {
        while (try? machines.machines[machine].text("begun")) == nil { await Task.yield() }
    }

    private func release(_ machine: Int, _ machines: TwoMachines) throws {
        try machines.machines[machine].file("go", "")
    }

    /// How many items a report says that the machine has done itself, and that others have.
    private func numbers(_ output: String) -> (done: Int, others: Int)? {
        guard let match = output.firstMatch(of: /posters: (\d+) done.*, (\d+) on other machines/),
            let done = Int(match.1), let others = Int(match.2)
        else { return nil }
        return (done, others)
    }

    @Test func bothMachinesDoItemsAndEachIsDoneOnce() async throws {
        try await serving { server, machines in
            async let first = machines.run(0, Self.run)
            await begun(0, machines)
            async let second = machines.run(1, Self.run)
            await begun(1, machines)
            try release(0, machines)
            try release(1, machines)
            let results = try await [first, second]
            expectEachOnce(server)
            for result in results {
                #expect(result.status == 0, "\(result)")
                let found = try #require(numbers(result.output), "\(result)")
                #expect(found.done > 0 && found.others > 0 && found.done + found.others == 24, "\(result)")
            }
            // All is done: nothing is sent, wherever it is started.
            for machine in 0...1 {
                let again = try await machines.run(machine, Self.run)
                #expect(again.status == 0, "\(again)")
                #expect(numbers(again.output).map { $0.done + $0.others } == 24, "\(again)")
            }
            expectEachOnce(server)
        }
    }

    @Test func theItemsOfAMachineThatIsLostAreDoneByTheOther() async throws {
        try await serving { server, machines in
            async let killed = machines.run(0, Self.run)
            await begun(0, machines)
            async let other = machines.run(1, Self.run)
            await begun(1, machines)
            try release(0, machines)
            try await server.wait { $0.creates.count >= 2 }
            try machines.signal(0, SIGKILL)
            #expect(try await killed.status == 137)
            try release(1, machines)
            let result = try await other
            #expect(result.status == 0, "\(result)")
            #expect(result.errors.contains("waiting for "), "\(result.errors)")
            expectEachOnce(server)
        }
    }

    /// Parts are listed as runs of their own; the run is begun as a whole or by items, and forgotten as a whole.
    @Test func partsAreShownAndForgotten() async throws {
        try await EmulatorServer.serving(EmulatorConfiguration()) { _, access in
            let job = "print(bulk.each('posters', { 1, 2, 3 }, function() return true end, { %s }))"
            let machines = try await TwoMachines(job.replacing("%s", with: "share = true"), access)
            try machines.machines[0].file("fresh.lua", job.replacing("%s", with: "share = true, fresh = true"))
            try machines.machines[0].file("alone.lua", job.replacing("%s", with: ""))
            let first = try await machines.run(0, ["run", "job.lua"])
            #expect(first.status == 0 && first.output.hasPrefix("posters: 3 done, 0 on other machines;"), "\(first)")
            let list = try await machines.run(1, ["runs"])
            #expect(list.output.contains("posters#1 "), "\(list)")
            let shown = try await machines.run(1, ["runs", "show", "posters#1"])
            #expect(shown.output.contains("3 done"), "\(shown)")
            let whole = try await machines.run(0, ["runs", "show", "posters"])
            #expect(whole.errors.contains("its parts are: posters#1."), "\(whole)")
            let fresh = try await machines.run(0, ["run", "fresh.lua"])
            #expect(fresh.errors.contains("share and fresh exclude each other"), "\(fresh)")
            let alone = try await machines.run(0, ["run", "alone.lua"])
            #expect(alone.status != 0 && alone.errors.contains("several machines share the items of the run posters"))
            let dry = try await machines.run(0, ["run", "--dry-run", "job.lua"])
            #expect(dry.status == 0, "\(dry)")
            let forgotten = try await machines.run(1, ["runs", "forget", "posters"])
            #expect(forgotten.status == 0, "\(forgotten)")
            // Also where the machine has a record of the earlier run.
            for (machine, words) in [(1, "posters: 3 done, 0 on"), (0, "posters: 3 done (all earlier), 0 on")] {
                let again = try await machines.run(machine, ["run", "job.lua"])
                #expect(again.output.hasPrefix(words), "\(again)")
            }
        }
    }

    /// What the machines have done is not done again by a start without the database, by the loss of one part's record, or
    /// by a record that one of them still has of a run that was forgotten.
    @Test func nothingOfItIsDoneAgainByMistake() async throws {
        try await EmulatorServer.serving(EmulatorConfiguration()) { _, access in
            let job = "print(bulk.each('posters', { 1, 2, 3 }, function() return true end, { %s }))"
            let machines = try await TwoMachines(job.replacing("%s", with: "share = true"), access)
            try machines.machines[0].file("alone.lua", job.replacing("%s", with: ""))
            try machines.machines[0].file("redo.lua", job.replacing("%s", with: "share = true, on_change = 'redo'"))
            #expect(try await machines.run(0).status == 0)
            let alone = ["GOVSCRIPT_STATE": ""]
            let left = try await machines.run(0, ["run", "alone.lua"], with: alone)
            #expect(left.status != 0 && left.output == "", "\(left)")
            #expect(left.errors.contains("share the items of the run posters, and GOVSCRIPT_STATE is not set"))
            let shared = try await machines.run(0, ["run", "job.lua"], with: alone)
            #expect(shared.status != 0 && shared.errors.contains("Set GOVSCRIPT_STATE as it was"), "\(shared)")
            let redo = try await machines.run(0, ["run", "redo.lua"])
            #expect(redo.status != 0 && redo.errors.contains("on_change = \"redo\" exclude each other"), "\(redo)")
            let pruned = try await machines.run(0, ["runs", "prune", "--older-than", "0s"])
            #expect(pruned.status == 0 && pruned.output.contains("run posters#1: kept: it is a part"), "\(pruned)")
            #expect(try await machines.run(1, ["runs", "forget", "posters"]).status == 0)
            let again = try await machines.run(0)
            #expect(again.output.hasPrefix("posters: 3 done, 0 on"), "\(again)")
            #expect(again.errors.contains("the record of posters#1 on this machine was of an earlier run"), "\(again)")
        }
    }

    /// A run is forgotten as a whole, or not at all.
    @Test func aRunOfWhichAPartIsInProgressIsNotForgotten() async throws {
        try await EmulatorServer.serving(EmulatorConfiguration()) { _, access in
            let job = """
                bulk.each("posters", { %s }, function(word)
                  if word == "slow" then
                    io.open("begun", "w"):close()
                    while not fs.exists("go") do task.sleep(0.01) end
                  end
                end, { key = function(word) return word end, share = true })
                """
            let machines = try await TwoMachines(job.replacing("%s", with: "'a', 'b'"), access)
            try machines.machines[1].file("slow.lua", job.replacing("%s", with: "'slow'"))
            async let slow = machines.run(1, ["run", "--allow-read", ".", "--allow-write", ".", "slow.lua"])
            await begun(1, machines)
            #expect(try await machines.run(0).status == 0)
            let refused = try await machines.run(0, ["runs", "forget", "posters", "--force"])
            #expect(refused.status == 75 && refused.errors.contains("in progress"), "\(refused)")
            try release(1, machines)
            #expect(try await slow.status == 0)
            let list = try await machines.run(0, ["runs"])
            #expect(list.output.contains("posters#1 ") && list.output.contains("posters#2 "), "\(list)")
            #expect(try await machines.run(0, ["runs", "forget", "posters"]).status == 0)
            #expect(try await !machines.run(0, ["runs"]).output.contains("posters#"))
        }
    }

    @Test func withoutADatabaseSharingIsRefused() async throws {
        let job = try BulkJob("bulk.each('x', { 1 }, print, { share = true })")
        let result = try await job.run()
        #expect(result.status != 0 && result.output == "")
        let words = "bulk.each: share needs a database that the machines have in common"
        #expect(result.errors.contains(words) && result.errors.contains("Set GOVSCRIPT_STATE"), "\(result)")
        #expect(try await job.run(["run", "--dry-run", "job.lua"]).status == 0)
    }
}
