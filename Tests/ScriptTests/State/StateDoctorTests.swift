import ClusterState
import HostLeases
import Postgres
import PostgresSupport
import TestSupport
import Testing
import Timekeeping

/// What `govscript state doctor` finds.
@Suite(.enabled(if: TestPostgres.isInstalled, "the package postgresql is not installed"))
struct StateDoctorTests {
    /// The lines of a check, by its subject.
    private func lines(_ result: ChildProcess.Result, _ subject: String) -> [String] {
        result.output.split(separator: "\n").map(String.init).filter { line in
            line.dropFirst(8).hasPrefix(subject + " ")
        }
    }

    @Test func aGoodDatabaseIsGood() async throws {
        let bench = try await StateBench()
        _ = try await bench.connection.run("UPDATE govscript.cluster SET calm = govscript.server_name()")
        let result = try await bench.run(["state", "doctor"])
        #expect(result.status == 0, "\(result)")
        for subject in ["libpq", "encryption", "pooler", "transactions", "tables", "rights", "timing"] {
            let found = lines(result, subject)
            #expect(found.count == 1 && found.allSatisfy { $0.hasPrefix("ok ") }, "\(subject): \(result.output)")
        }
        #expect(lines(result, "commits").first?.hasPrefix("note ") == true)
        #expect(result.output.contains("no commit waits for a standby (0 connected)"))
        // The server of the tests runs without fsync.
        #expect(lines(result, "server").count == 2)
        let general = try await bench.run(["doctor"], environment: ["GOVSCRIPT_GO_URL": "http://127.0.0.1:1"])
        #expect(
            general.output.contains("ok      database         \(bench.title); govscript state doctor checks more\n"))
    }

    @Test func aDatabaseThatCannotBeReachedIsSaid() async throws {
        let bench = try await StateBench()
        try bench.server.stop()
        for words in [["state", "doctor"], ["state"], ["state", "init"]] {
            let result = try await bench.run(words)
            #expect(result.status == 69, "\(words): \(result)")
            #expect(
                (result.output + result.errors).contains("\(bench.title) cannot be reached: "), "\(words): \(result)")
        }
    }

    @Test func anAddressThatCannotBeUsedIsSaidWithItsPlace() async throws {
        let bench = try await StateBench(withTables: false)
        try bench.scratch.file("c.toml", "[profiles.production]\nstate = \"postgres://db/x?sslmode=allow\"\n")
        for words in [["state"], ["-e", ""]] {
            let result = try await bench.run(words, at: "", environment: ["GOVSCRIPT_CONFIG": "c.toml"])
            #expect(result.status == 78)
            #expect(
                result.errors == """
                    error: c.toml:2:1: profiles.production.state: sslmode=allow would not check who answers at db
                      hint: Leave sslmode out: it is verify-full beyond this machine.

                    """)
        }
        let secret = try await bench.run(["-e", ""], at: "postgres://me:geheim@db/x")
        #expect(secret.status == 78)
        #expect(secret.errors.hasPrefix("error: GOVSCRIPT_STATE: the address of PostgreSQL holds a password\n"))
        #expect(!secret.errors.contains("geheim"))
        // Where it is not used it is not looked at.
        let sandbox = try await bench.run(["run", "--sandbox", "-e", "print(1)"], at: "mysql://x")
        #expect(sandbox.output == "1\n" && sandbox.status == 0, "\(sandbox.errors)")
    }

    /// An administrator makes the tables with the statements that are printed; another role uses them.
    @Test func anotherRoleMayUseTheTables() async throws {
        let bench = try await StateBench(withTables: false)
        let printed = try await bench.run(["state", "init", "--print", "--grant", "app"], at: "")
        #expect(printed.status == 0, "\(printed.errors)")
        try bench.server.load("CREATE ROLE app LOGIN; CREATE ROLE other LOGIN;")
        try bench.server.load(printed.output)
        let app = bench.server.address(as: "app")
        #expect(try await bench.run(["state"], at: app).status == 0)
        let doctor = try await bench.run(["state", "doctor"], at: app)
        #expect(doctor.status == 0, "\(doctor)")
        let slots = ClusterSlots(
            PostgresConnection(try PostgresAddress(app)), .init(host: "a", part: "b", keyHash: ""))
        #expect(try await slots.sync(firstSync) != nil)

        let other = bench.server.address(as: "other")
        let refused = try await bench.run(["state", "doctor"], at: other)
        #expect(refused.status == 77)
        #expect(
            refused.output.contains("FAILED  rights           the role other lacks USAGE of the schema govscript, "))
        #expect(
            refused.output.contains(
                "hint: Have the role that made the tables run: govscript state init --grant other\n"))
        let script = try await bench.run(
            ["-e", "links.list()"], at: other, environment: ["GOVSCRIPT_GO_API_KEY": "live_v1_x"])
        #expect(script.status == 78, "\(script.errors)")
        let granted = try await bench.run(["state", "init", "--grant", "other"])
        #expect(granted.output.hasSuffix("\nother may use them\n"), "\(granted)")
        #expect(try await bench.run(["state", "doctor"], at: other).status == 0)
        let unknown = try await bench.run(["state", "init", "--grant", "nobody"])
        #expect(unknown.status == 64, "\(unknown)")
        let maker = try await bench.run(["state", "init", "--print", "--from", "99"])
        #expect(maker.status == 64)
    }

    @Test(.enabled(if: TestPostgres.hasPooler, "the package pgbouncer is not installed"))
    func aPoolerIsSeen() async throws {
        let bench = try await StateBench()
        let address = try bench.server.startPooler()
        // It listens a moment after its start has ended.
        let first = PostgresConnection(try PostgresAddress(address))
        while (try? await first.run("SELECT 1")) == nil { await Task.yield() }
        let result = try await bench.run(["state", "doctor"], at: address)
        #expect(result.status == 0, "\(result)")
        let words = "there is one, and statements pass it; any pool mode works"
        #expect(lines(result, "pooler").first?.contains(words) == true)
        try await bench.hosts([("web-1/a", 3)])
        #expect(try await bench.run(["state"], at: address).output.contains("  web-1 "))
    }

    @Test func timingThatBreaksThePromiseFails() async throws {
        let bench = try await StateBench()
        _ = try await bench.connection.run("UPDATE govscript.cluster SET delivery_ms = 1000, calm = ''")
        let result = try await bench.run(["state", "doctor"])
        #expect(result.status == 78)
        #expect(lines(result, "timing").first?.hasPrefix("FAILED ") == true)
        #expect(lines(result, "leases").first?.hasPrefix("note ") == true)
    }

    @Test func passwordsInWrongPlacesAreNoted() async throws {
        let bench = try await StateBench()
        try bench.scratch.file("pass", "")
        let result = try await bench.run(
            ["state", "doctor"], environment: ["PGPASSWORD": "geheim", "PGPASSFILE": bench.scratch("pass")])
        #expect(result.status == 0)
        #expect(lines(result, "password").count == 2, "\(result.output)")
        #expect(!result.output.contains("geheim"))
    }
}

extension StateDoctorTests {
    private var firstSync: SlotSync {
        var lease = HostLease(holder: "web-1/a")
        return lease.beat(
            HostLease.Use(want: 1, busy: 0, limit: SlotLimit(5, per: .seconds(1))), now: .start + .seconds(1))
    }
}
