import ApiEmulator
import FoundationEssentials
import Glibc
import PostgresSupport
import TestSupport
import Testing

/// `govscript runs` about runs of another machine.
@Suite(.enabled(if: TestPostgres.isInstalled, "PostgreSQL is not installed"))
struct RunsOfOthersTests {
    /// One item of each state; the second attempt of `doubt` is done.
    private static let script = """
        bulk.each("campaign", { "good", "bad", "doubt" }, function(word)
          if word == "bad" and not args[1] then error("no " .. word) end
          if word == "doubt" then return links.create("https://www.example.gov.sg/1", { timeout = 1 }) end
          return { word = word }
        end, { key = function(word) return word end, workers = 1 })
        """

    /// The machines after the first of them has run the script.
    private func afterRun(_ body: (TwoMachines) async throws -> Void) async throws {
        let faults = "go.create:drop-after@1,go.list:503-before@1-4"
        try await EmulatorServer.serving(BulkJob.configuration(faults: faults)) { _, access in
            let machines = try await TwoMachines(Self.script, access)
            let first = try await machines.run(0)
            try #require(first.status == 3, "\(first)")
            try await body(machines)
        }
    }

    /// The lines of the list about the run.
    private func rows(_ machines: TwoMachines, _ machine: Int) async throws -> [String] {
        let list = try await machines.run(machine, ["runs"]).output
        return list.split(separator: "\n").filter { $0.hasPrefix("campaign ") }.map(String.init)
    }

    /// A run as JSON has it.
    private struct Run: Decodable, Equatable {
        struct List: Decodable {
            var runs: [Run]
        }

        var items: [String: Int]?
        var failures: [String: Int]?
        var file: String?
        var owner: String?
    }

    @Test func aRunOfAnotherMachineIsListedShownAndExported() async throws {
        try await afterRun { machines in
            let list = try await machines.run(1, ["runs"])
            let row = try #require(list.output.split(separator: "\n").first { $0.hasPrefix("campaign ") })
            #expect(row.hasSuffix("  on another machine"), "\(list)")
            let counts = row.split(separator: " ").map(String.init)
            #expect(counts[1...5] == ["production", "1", "1", "1", "0"], "\(list)")
            #expect(list.errors.isEmpty)

            let here = try await machines.run(0, ["runs", "show", "campaign", "--failed"])
            let there = try await machines.run(1, ["runs", "show", "campaign", "--failed"])
            #expect(there.status == 0 && there.output == here.output, "\(there) and \(here)")
            #expect(there.output.contains("no bad"))
            let exported = try await machines.run(0, ["runs", "export", "campaign"]).output
            #expect(try await machines.run(1, ["runs", "export", "campaign"]).output == exported)
            #expect(exported.split(separator: "\n").count == 4)
            // Nothing was kept of it.
            #expect(!FileManager.default.fileExists(atPath: machines.machines[1]("state/runs")))

            let show = try await machines.run(1, ["runs", "show", "campaign", "--json"])
            let shown = try JSONDecoder().decode(Run.self, from: Data(show.output.utf8))
            let items = ["done": 1, "failed": 1, "uncertain": 1, "pending": 0]
            #expect(shown == Run(items: items, failures: ["script": 1]))
            let json = try await machines.run(1, ["runs", "--json"])
            let listed = try JSONDecoder().decode(Run.List.self, from: Data(json.output.utf8)).runs
            #expect(listed == [Run(items: items)])
        }
    }

    @Test func aRunOfAnotherMachineIsChangedAndContinuedWhereItBegan() async throws {
        try await afterRun { machines in
            let resolved = try await machines.run(1, ["runs", "resolve", "campaign", "doubt", "done"])
            #expect(resolved.status == 0 && resolved.output == "marked as done\n", "\(resolved)")
            let retried = try await machines.run(1, ["runs", "retry", "campaign"])
            #expect(retried.status == 0, "\(retried)")
            // The first machine has an older journal by now.
            let row = try await rows(machines, 0).first
            let counts = (row ?? "").split(separator: " ").map(String.init)
            #expect(counts.dropFirst().prefix(5) == ["production", "2", "0", "0", "1"], "\(counts)")
            #expect(row?.hasSuffix("  on another machine") == true)
            let show = try await machines.run(0, ["runs", "show", "campaign"]).output
            #expect(show.contains("items    1 pending, 2 done\n"), "\(show)")
            let next = try await machines.run(0, ["run", "job.lua", "fine"])
            #expect(next.status == 0, "\(next)")
            #expect(try await machines.run(1, ["runs", "show", "campaign"]).output.contains("items    3 done\n"))
            let here = try await machines.run(0, ["runs"]).output
            #expect(here.contains("campaign") && !here.contains("on another machine"), "\(here)")
            // Forgotten for all.
            let forgotten = try await machines.run(1, ["runs", "forget", "campaign"])
            #expect(forgotten.output == "deleted\n", "\(forgotten)")
            #expect(try await machines.query("SELECT count(*) FROM govscript.record") == [["0"]])
        }
    }

    @Test func withoutTheDatabaseTheRunsOfThisMachineAreShown() async throws {
        try await afterRun { machines in
            try machines.server.stop()
            let here = try await machines.run(0, ["runs"])
            #expect(here.status == 0 && here.output.contains("\ncampaign "), "\(here)")
            #expect(here.errors.hasPrefix("warning: other machines are not shown: "), "\(here.errors)")
            #expect(here.errors.split(separator: "\n").count == 1, "\(here.errors)")
            #expect(try await machines.run(0, ["runs", "show", "campaign"]).status == 0)
            let there = try await machines.run(1, ["runs", "show", "campaign"])
            #expect(there.status == 64 && there.errors.contains("there is no run 'campaign'"), "\(there)")
            // What is changed is changed for all machines, or not at all.
            let changed = try await machines.run(0, ["runs", "retry", "campaign"])
            #expect(changed.status == 75 && changed.errors.contains("cannot be reached"), "\(changed)")
        }
    }

    @Test func aRunInProgressElsewhereIsShownWithItsPlaceAndNotChanged() async throws {
        try await EmulatorServer.serving { server, access in
            let machines = try await TwoMachines(
                """
                bulk.each("slow", { "a", "b" }, function(word)
                  if word == "b" then
                    io.open("ready", "w"):close()
                    while not fs.exists("go") do task.sleep(0.01) end
                  end
                end, { key = function(word) return word end, workers = 1 })
                """, access)
            async let first = machines.run(0, ["run", "--allow-read", ".", "--allow-write", ".", "job.lua"])
            while try !machines.machines[0].names().contains("ready") { await Task.yield() }
            let row = try await machines.run(1, ["runs"])
            #expect(row.output.contains("running in \(Self.host), process "), "\(row)")
            let refused = try await machines.run(1, ["runs", "retry", "slow"])
            #expect(refused.status == 75, "\(refused)")
            let words = "the run slow is in progress on another machine: \(Self.host), process "
            #expect(refused.errors.contains(words), "\(refused)")
            try machines.machines[0].file("go")
            #expect(try await first.status == 0)
            #expect(try await !machines.run(1, ["runs"]).output.contains("running in"))
        }
    }

    /// Runs that began before machines had a database, or without it.
    @Test func aRunOfThisMachineAloneStandsBesideTheOneThatMachinesShare() async throws {
        try await afterRun { machines in
            let alone = try await machines.run(1, with: ["GOVSCRIPT_STATE": ""])
            #expect(alone.status != 75, "\(alone)")
            let rows = try await rows(machines, 1)
            #expect(rows.count == 2, "\(rows)")
            #expect(rows.count { $0.hasSuffix("  on another machine") } == 1, "\(rows)")
            #expect(try await machines.run(1, ["runs", "show", "campaign"]).status == 0)
        }
    }

    private static var host: String {
        ProcessInfo.processInfo.hostName.filter { $0.isLetter || $0.isNumber || $0 == "-" }
    }
}
