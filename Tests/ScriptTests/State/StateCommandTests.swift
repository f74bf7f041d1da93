import ClusterState
import FoundationEssentials
import Postgres
import PostgresSupport
import TestSupport
import Testing

/// `govscript state` with a server of the test's own.
@Suite(.enabled(if: TestPostgres.isInstalled, "the package postgresql is not installed"))
struct StateCommandTests {
    @Test func withoutADatabaseItIsSaidHowToSetOne() async throws {
        let scratch = ScratchFolder()
        let result = try await Command.run(["state"], in: scratch.path)
        #expect(result.status == 78)
        #expect(
            result.errors == """
                error: GOVSCRIPT_STATE: is not set, and the profile production has no state
                  hint: Set it to postgres://USER@HOST/DATABASE, or write state = "…" into the profile.

                """)
        let sandbox = try await Command.run(["state", "--profile", "sandbox"], in: scratch.path)
        #expect(sandbox.status == 64)
    }

    @Test func tablesAreMadeOnce() async throws {
        let bench = try await StateBench(withTables: false)
        let before = try await bench.run(["state", "status"])
        #expect(before.status == 78)
        #expect(
            before.errors == """
                error: \(bench.title) has none of the tables that machines share
                  hint: Make them: govscript state init

                """)
        let made = try await bench.run(["state", "init"])
        #expect(made.output == "made the tables of version \(ClusterSchema.version) in \(bench.title)\n")
        #expect(made.status == 0, "\(made.errors)")
        let again = try await bench.run(["state", "init"])
        #expect(again.output.hasSuffix("has the tables of version \(ClusterSchema.version); nothing was changed\n"))
        let status = try await bench.run(["state"])
        #expect(status.output.hasSuffix("\nNo machine has used it yet.\n"), "\(status.errors)")
    }

    @Test func machinesThatBeginTogetherMakeThemOnce() async throws {
        let bench = try await StateBench(withTables: false)
        let results = try await withThrowingTaskGroup(of: ChildProcess.Result.self) { group in
            for _ in 0..<4 { group.addTask { try await bench.run(["state", "init"]) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for result in results { #expect(result.status == 0, "\(result.errors)") }
        #expect(try await bench.run(["state"]).status == 0)
    }

    @Test(arguments: [
        (0, "Migrate them: govscript state init"), (99, "Install the newer govscript on this machine, too."),
    ])
    func otherVersionsAreNotUsed(_ version: Int, _ hint: String) async throws {
        let bench = try await StateBench()
        _ = try await bench.connection.run("UPDATE govscript.cluster SET version = $1::int", ["\(version)"])
        for words in [["state"], ["state", "doctor"], ["-e", "links.list()"]] {
            let result = try await bench.run(words, environment: ["GOVSCRIPT_GO_API_KEY": "live_v1_x"])
            #expect(result.status == 78, "\(words): \(result.errors)")
            #expect((result.output + result.errors).contains("hint: \(hint)\n"), "\(words): \(result)")
        }
        guard version > ClusterSchema.version else { return }
        let result = try await bench.run(["state", "init"])
        #expect(result.status == 78)
        #expect(try await bench.connection.run("SELECT version FROM govscript.cluster") == [["99"]])
    }

    @Test func theStatusListsMachinesWithTheirSlots() async throws {
        let bench = try await StateBench()
        try await bench.hosts([("web-1/aaaaaaaaaa", 3), ("web-2/bbbbbbbbbb", 1), ("web-2/cccccccccc", 0)])
        let result = try await bench.run(["state"])
        #expect(result.status == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(lines.first == "\(bench.title), version \(ClusterSchema.version)")
        #expect(lines[1].hasPrefix("server ") && lines[1].hasSuffix(", calm"))
        #expect(lines[2] == "a lease lasts 15 s, and is renewed every 3 s")
        #expect(
            Array(lines[3...]) == [
                "SERVICE    KEY       LIMIT     MACHINE      SLOTS  WANTS  BEAT",
                "go.gov.sg  01234567  5 in 1 s  web-1            3      3  2",
                "go.gov.sg  01234567  5 in 1 s  web-2/bbbbb      1      1  2",
                "go.gov.sg  01234567  5 in 1 s  web-2/ccccc      0      0  2",
                "go.gov.sg  01234567  5 in 1 s  (free)           1      -  -",
            ])
    }

    private struct Report: Decodable {
        struct Machine: Decodable {
            var name: String
            var slots: Int
            var alive: Bool?
        }
        struct Account: Decodable {
            var service: String
            var slots: Int
            var free: Int
            var machines: [Machine]
        }
        var version: Int
        var calm: Bool
        var accounts: [Account]
    }

    /// One machine beats between two looks; the other one does not.
    @Test func whoIsAliveIsWatched() async throws {
        let bench = try await StateBench()
        try await bench.hosts([("web-1/a", 3), ("web-2/b", 1)])
        _ = try await bench.connection.run("UPDATE govscript.cluster SET lease_ms = 500")
        // Each look makes the first machine beat, so the test needs no timing.
        try bench.server.load(
            """
            ALTER FUNCTION govscript.server_name() RENAME TO real_name;
            CREATE FUNCTION govscript.server_name() RETURNS text LANGUAGE plpgsql AS $$ BEGIN
              UPDATE govscript.member SET beat = beat + 1 WHERE holder = 'web-1/a';
              RETURN govscript.real_name();
            END $$;
            """)
        let result = try await bench.run(["state", "status", "--watch", "--json"])
        let text = try await bench.run(["state", "status", "--watch"])
        let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
        #expect(report.version == 1)
        #expect(report.calm)
        let account = try #require(report.accounts.first)
        #expect(account.service == "go.gov.sg")
        #expect(account.slots == 5 && account.free == 1)
        #expect(account.machines.map(\.name) == ["web-1/a", "web-2/b"])
        #expect(account.machines.map(\.slots) == [3, 1])
        #expect(account.machines.map(\.alive) == [true, false])
        #expect(text.output.contains(", alive\n"))
        #expect(text.output.contains(", silent\n"))
        #expect(
            text.output.hasSuffix("\nOthers take over the slots of a silent machine 31.5 s after its last beat.\n"),
            "\(text.output)")
    }

    @Test func limitsShowTheOtherMachines() async throws {
        let bench = try await StateBench()
        // With the limit lifted, so that the local ledger is all that is needed.
        let used = try await bench.run(
            ["run", "--patience", "0", "-e", "pcall(links.list)"],
            environment: [
                "GOVSCRIPT_STATE": "", "GOVSCRIPT_GO_URL": "http://127.0.0.1:1", "GOVSCRIPT_GO_API_KEY": "test_v1_x",
            ])
        #expect(used.status == 0, "\(used.errors)")
        try await bench.hosts([("web-1/a", 3), ("web-2/b", 1)])
        _ = try await bench.connection.run(
            "UPDATE govscript.account SET host = $1, key_hash = $2",
            ["localhost:1", try await keyHash(bench) + "00000000"])
        let result = try await bench.run(["limits"])
        #expect(result.output.contains("ALL MACHINES\n"), "\(result.output)")
        #expect(result.output.hasSuffix("  web-1 3, web-2 1\n"), "\(result.output)")
        let json = try await bench.run(["limits", "--json"])
        #expect(json.output.contains("\"machines\""))
        try bench.server.stop()
        let alone = try await bench.run(["limits"])
        #expect(alone.status == 0)
        #expect(alone.errors.hasPrefix("warning: other machines are not shown: \(bench.title) cannot be reached: "))
        #expect(alone.output.contains("localhost:1"))
    }

    private func keyHash(_ bench: StateBench) async throws -> String {
        struct Line: Decodable { var key: String }
        let result = try await bench.run(["limits", "--json"], environment: ["GOVSCRIPT_STATE": ""])
        return try #require(try JSONDecoder().decode([Line].self, from: Data(result.output.utf8)).first?.key)
    }
}
