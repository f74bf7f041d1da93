import ApiEmulator
import FoundationEssentials
import Glibc
import PostgresSupport
import TestSupport
import Testing

/// Two machines that upload to one dataset.
@Suite(.serialized, .enabled(if: TestPostgres.isInstalled, "PostgreSQL is not installed"))
struct DatasetTurnsTests {
    private static let files = 2
    private static let script = """
        local names = {}
        for n = 1, tonumber(args[2]) do names[n] = args[1] .. "-" .. n .. ".csv" end
        bulk.each("appends of " .. args[1], names, function(name)
          return datagov.wait(datagov.append("\(DatasetSeed.visitorsId)", name))
        end, { workers = 1 })
        """

    /// Rows that no other file has.
    private static var rows: [String: String] {
        var files: [String: String] = [:]
        for (place, name) in ["one", "two"].enumerated() {
            for n in 1...Self.files {
                files["\(name)-\(n).csv"] = "month,museum,visitors\n2026-05,Museum \(name) \(n),\(place * 100 + n)\n"
            }
        }
        return files
    }

    private var configuration: EmulatorConfiguration {
        var configuration = EmulatorConfiguration()
        configuration.ingestion = IngestionTimes(
            stale: .milliseconds(100), starting: .milliseconds(300), validating: .milliseconds(300),
            passed: .milliseconds(100), ingesting: .milliseconds(300))
        return configuration
    }

    private func run(
        _ machines: TwoMachines, _ machine: Int, files: Int = 1, with environment: [String: String] = [:]
    ) async throws -> ChildProcess.Result {
        let own = ["GOVSCRIPT_APPEND_SETTLE": "5", "GOVSCRIPT_FAILURE_SETTLE": "2"]
        return try await machines.run(
            machine, ["run", "--allow-read", ".", "job.lua", ["one", "two"][machine], "\(files)"],
            with: own.merging(environment) { $1 })
    }

    /// Every file is in once.
    private func expectEachOnce(_ server: EmulatorServer, files: Int) {
        let ledger = server.ledger
        #expect(ledger.uploads.count == files)
        #expect(Set(ledger.uploads.map(\.md5)).count == files)
        #expect(ledger.applied.count == files)
        #expect(ledger.uploads.allSatisfy { $0.behind == 0 }, "one ingestion at a time")
    }

    @Test func machinesTakeTurns() async throws {
        try await EmulatorServer.serving(configuration) { server, access in
            let machines = try await TwoMachines(Self.script, access, files: Self.rows)
            async let first = run(machines, 0, files: Self.files)
            async let second = run(machines, 1, files: Self.files)
            for result in try await [first, second] { #expect(result.status == 0, "\(result)") }
            expectEachOnce(server, files: 2 * Self.files)
            let rows = try await machines.query(
                "SELECT owner, subject FROM govscript.turn WHERE subject LIKE 'dataset %'")
            #expect(rows.count == 1 && rows.allSatisfy { $0[0] == nil }, "\(rows)")
        }
    }

    /// The file is on its way, or its ingestion in progress, when the machine that sent it is lost.
    @Test(arguments: ["taken", "intended"])
    func theOtherMachineContinuesAfterTheLossOfOne(moment: String) async throws {
        try await EmulatorServer.serving(configuration) { server, access in
            let machines = try await TwoMachines(Self.script, access, files: Self.rows)
            if moment == "taken" {
                async let lost = run(machines, 0)
                let killer = Task {
                    try await server.wait { !$0.uploads.isEmpty }
                    try machines.signal(0, SIGKILL)
                }
                let result = try await lost
                killer.cancel()
                #expect(result.status == 137, "\(result)")
            } else {
                #expect(try await run(machines, 0, with: ["GOVSCRIPT_CRASH": "intended:1"]).status == 137)
                #expect(server.ledger.uploads.isEmpty)
            }
            let next = try await run(machines, 1)
            #expect(next.status == 0, "\(next)")
            // Once the file was taken, the lost machine may have given its turn back before it was killed.
            #expect(moment == "taken" || next.errors.contains(", process "), "\(next.errors)")
            let back = try await run(machines, 0)
            #expect(back.status == 0, "\(back)")
            expectEachOnce(server, files: 2)
        }
    }
}
