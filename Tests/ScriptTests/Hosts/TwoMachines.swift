import ApiEmulator
import FoundationEssentials
import Glibc
import Postgres
import PostgresSupport
import TestSupport
import Testing

/// Two machines that share a database: two state directories and homes, with the same script in both.
struct TwoMachines: Sendable {
    let server: TestPostgres
    let machines: [ScratchFolder]
    private let variables: [String: String]

    /// - Parameters:
    ///   - script: The text of `job.lua`.
    ///   - files: Other files beside it.
    init(_ script: String, _ access: EmulatorAccess, files: [String: String] = [:]) async throws {
        server = try TestPostgres()
        machines = [ScratchFolder(), ScratchFolder()]
        variables = access.variables.merging(["GOVSCRIPT_STATE": server.address, "GOVSCRIPT_GO_RATE": "4"]) { $1 }
        for machine in machines {
            try machine.file("job.lua", script)
            for (name, text) in files { try machine.file(name, text) }
        }
        let made = try await run(0, ["state", "init"])
        try #require(made.status == 0, "\(made.errors)")
        // Two seconds instead of fifteen, and the other times in proportion.
        _ = try await query(
            "UPDATE govscript.cluster SET lease_ms = 2000, delivery_ms = 500, pause_ms = 500, overlap_ms = 500")
    }

    /// Carries out a statement in the database.
    @discardableResult func query(_ statement: String) async throws -> PostgresConnection.Rows {
        let connection = PostgresConnection(try PostgresAddress(server.address))
        defer { connection.close() }
        return try await connection.run(statement)
    }

    /// Runs a command on one of them; the number of its process is in the file `process` there.
    func run(
        _ machine: Int, _ words: [String] = ["run", "--allow-read", ".", "job.lua"],
        with environment: [String: String] = [:], launchedBy launcher: [String] = []
    ) async throws -> ChildProcess.Result {
        let folder = machines[machine]
        let own = ["HOME": folder("home"), "GOVSCRIPT_STATE_DIR": folder("state")]
        return try await folder.govscript(
            words, launchedBy: launcher, environment: variables.merging(own) { $1 }.merging(environment) { $1 })
    }

    /// Sends a signal to the process that was started last on one of them.
    func signal(_ machine: Int, _ number: Int32) throws {
        try machines[machine].signal(number)
    }
}
