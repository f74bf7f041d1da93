import ApiEmulator
import FoundationEssentials
import Glibc
import PostgresSupport
import TestSupport
import Testing

/// `govscript runs`, `report` and `schedule` about starts on another machine.
@Suite(.enabled(if: TestPostgres.isInstalled, "PostgreSQL is not installed"))
struct StartsOfOthersTests {
    /// Waits for a file, if one is named, and asks the service for something, if that is said.
    private static let script = """
        if args[1] == "ask" then links.list() end
        if args[1] == "wait" then
          io.open("ready", "w"):close()
          while not fs.exists("go") do task.sleep(0.01) end
        end
        """

    /// Runs the script in the folder that is the user's own, too.
    private static let waiting = ["run", "--allow-read", ".", "--allow-write", ".", "job.lua", "wait"]

    private func serving(_ body: (TwoMachines) async throws -> Void) async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { _, access in
            try await body(try await TwoMachines(Self.script, access))
        }
    }

    /// Starts as JSON has them.
    private struct Starts: Decodable {
        struct Start: Decodable {
            var id: String
            var state: String
            var machine: String?
            var ended: String?
        }

        var starts: [Start]
    }

    private func starts(_ machines: TwoMachines, _ machine: Int) async throws -> [Starts.Start] {
        let result = try await machines.run(machine, ["runs", "--json"])
        #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
        return try JSONDecoder().decode(Starts.self, from: Data(result.output.utf8)).starts
    }

    @Test func aStartOnAnotherMachineIsListedAndReported() async throws {
        try await serving { machines in
            #expect(try await machines.run(0, ["run", "job.lua", "ask"]).status == 0)
            #expect(try await machines.run(1, ["-e", "os.exit(7)"]).status == 7)
            let list = try await machines.run(1, ["runs"])
            let lines = list.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            try #require(lines.count == 3, "\(list)")
            #expect(lines[0].suffix(2) == ["MACHINE", "SCRIPT"])
            #expect(lines[2].last == "job.lua" && lines[2][1] == "done", "\(list)")
            // Both have the name of this machine, and what tells them apart.
            let names = lines.dropFirst().map { $0.first { $0.hasPrefix("\(Self.host)/") } }
            #expect(names.compactMap(\.self).count == 2 && names[0] != names[1], "\(list)")

            let all = try await starts(machines, 1)
            #expect(all.map(\.state) == ["failed", "done"])
            #expect(Set(all.compactMap(\.machine)).count == 2, "\(all)")
            let here = try await machines.run(0, ["report", "--json", "-"]).output
            let there = try await machines.run(1, ["report", all[1].id, "--json", "-"]).output
            #expect(there.contains("\"machine\":\""))
            #expect(there.replacing(#/"machine":"[^"]*",/#, with: "") == here)
            #expect(try await machines.run(1, ["report", "job"]).output.hasPrefix("job.lua: done, exit code 0, took "))
            // What was started here comes first.
            #expect(try await machines.run(1, ["report"]).output.hasPrefix("(command line): failed"))
            // No other machine has stored a start yet: a short one that sent nothing is left to a later start.
            #expect(try await starts(machines, 0).map(\.machine) == [nil])
        }
    }

    @Test func aStartInProgressIsShown() async throws {
        try await serving { machines in
            async let run = machines.run(0, Self.waiting)
            while try await starts(machines, 1).first?.state != "running" {}
            try machines.machines[0].file("go")
            #expect(try await run.status == 0)
            #expect(try await starts(machines, 1).map(\.state) == ["done"])
        }
    }

    /// Of a killed start, and of one without the database, the next start of the machine tells.
    @Test func whatCouldNotBeToldIsToldByTheNextStart() async throws {
        try await serving { machines in
            async let run = machines.run(0, Self.waiting)
            while try await starts(machines, 1).first?.state != "running" {}
            try machines.signal(0, SIGKILL)
            #expect(try await run.status == 137)
            try machines.server.stop()
            try machines.machines[0].file("go")
            let alone = try await machines.run(0, Self.waiting)
            #expect(alone.status == 0 && alone.errors.isEmpty, "\(alone)")
            try machines.server.start()
            #expect(try await starts(machines, 1).map(\.state) == ["running"])
            #expect(try await machines.run(0, ["run", "job.lua", "ask"]).status == 0)
            #expect(try await starts(machines, 1).map(\.state) == ["done", "done", "killed"])
            #expect(try machines.machines[0].names(in: "state/starts").filter { $0.hasSuffix(".publish") } == [])
        }
    }

    @Test func pruningDeletesThemForAll() async throws {
        try await serving { machines in
            let run = try await machines.run(0, ["run", "job.lua", "ask"])
            #expect(run.status == 0, "\(run)")
            #expect(try await machines.run(1, ["runs", "prune", "--older-than", "1d"]).status == 0)
            #expect(try await starts(machines, 1).count == 1)
            #expect(try await machines.run(1, ["runs", "prune", "--older-than", "0s"]).status == 0)
            #expect(try await starts(machines, 1).isEmpty)
            #expect(try await starts(machines, 0).count == 1)
        }
    }

    @Test func withoutTheDatabaseThisMachinesStartsAreShown() async throws {
        try await serving { machines in
            #expect(try await machines.run(0, ["run", "job.lua", "ask"]).status == 0)
            try machines.server.stop()
            let list = try await machines.run(0, ["runs"])
            #expect(list.status == 0 && list.output.contains("job.lua") && !list.output.contains("MACHINE"))
            #expect(try await machines.run(0, ["report"]).errors.isEmpty)
            let missing = try await machines.run(1, ["report", "job"])
            #expect(missing.status == 64, "\(missing)")
            #expect(missing.errors.hasPrefix("warning: other machines are not shown: "), "\(missing)")
        }
    }

    /// A schedule of another machine, of which its starts tell, and then the machine.
    @Test func aScheduleOfAnotherMachineIsListed() async throws {
        try await serving { machines in
            #expect(try await machines.run(0, ["run", "--schedule", "nightly", "job.lua"]).status == 0)
            let list = try await machines.run(1, ["schedule"])
            let row = try #require(list.output.split(separator: "\n").last { $0.hasPrefix("nightly ") }, "\(list)")
            #expect(row.contains("  -  ") && row.contains("  done") && row.contains("  \(Self.host)/"), "\(list)")
            let json = try await machines.run(1, ["schedule", "--json"]).output
            #expect(json.contains("\"machine\" : \"\(Self.host)/"), "\(json)")
            let told = #"{"at":"daily 02:30","keeper":"cron","script":"/srv/a.lua","zone":"UTC"}"#
            try await machines.query(
                "INSERT INTO govscript.schedule SELECT machine, 'nightly', '\(told)' FROM govscript.start")
            let known = try await machines.run(1, ["schedule"]).output
            #expect(known.contains("daily 02:30") && known.contains(" 02:30 UTC"), "\(known)")
        }
    }

    private static var host: String {
        ProcessInfo.processInfo.hostName.filter { $0.isLetter || $0.isNumber || $0 == "-" }
    }
}
