import ClusterState
import FoundationEssentials
import Postgres
import PostgresSupport
import Testing

/// Processes with state directories of their own, as on three machines, that share a limit through PostgreSQL.
///
/// Whatever the machine is busy with, what is asserted holds: by the times at which requests arrived the limit was never
/// exceeded, and every process that was not killed finished.
@Suite(
    .serialized, .timeLimit(.minutes(3)),
    .enabled(if: TestPostgres.isInstalled, "the package postgresql is not installed"))
struct LeaseProcessTests {
    private static let limit = 3
    private static let window: Int64 = 250_000_000

    private func sender(_ folder: TemporaryDirectory, _ server: TestPostgres, calls: Int) throws -> ProbeProcess {
        try ProbeProcess(
            "send",
            [
                "dir": folder.path, "state": server.address, "rate": "\(Self.limit)", "window": "250",
                "count": "\(calls)", "tasks": "4", "delay": "30", "end": folder.path + "/end",
            ])
    }

    /// A server with short leases.
    private func server() async throws -> TestPostgres {
        let server = try TestPostgres()
        let connection = PostgresConnection(try PostgresAddress(server.address))
        try await ClusterSchema(connection).migrate()
        _ = try await connection.run(
            "UPDATE govscript.cluster SET lease_ms = 1500, delivery_ms = 300, pause_ms = 300, overlap_ms = 300")
        connection.close()
        return server
    }

    private func expectTheLimitWasKept(_ processes: [ProbeProcess]) {
        let arrivals = processes.flatMap { $0.times("arrived") }.sorted()
        let spans = zip(arrivals, arrivals.dropFirst(Self.limit)).map { $1 - $0 }
        #expect(arrivals.count > 2 * Self.limit)
        #expect(spans.allSatisfy { $0 >= Self.window }, "\(spans.min() ?? 0) ns")
    }

    @Test func aKillAndARestartOfTheServerKeepTheLimitAndAllEnd() async throws {
        let server = try await server()
        let folders = try (0..<3).map { _ in try TemporaryDirectory() }
        let killed = try sender(folders[0], server, calls: 100_000)
        let others = try folders.dropFirst().map { try sender($0, server, calls: 100_000) }
        for process in [killed] + others { process.read(until: "arrived", times: 4) }
        killed.kill()
        try server.stop()
        for process in others { process.read(until: "notice waiting") }
        try server.start()
        // Another process of the dead host continues with its leases.
        let again = try sender(folders[0], server, calls: 6)
        for process in others { process.read(until: "notice the state database at ") }
        for folder in folders.dropFirst() { try Data().write(to: URL(filePath: folder.path + "/end")) }
        for process in others + [again] { process.read() }
        expectTheLimitWasKept([killed, again] + others)
        for process in others {
            #expect(process.times("done").count == 1)
            #expect(
                process.lines.filter { $0.hasPrefix("notice") }.map { String($0.prefix(45)) }.first
                    == "notice waiting for the state database at post")
        }
        #expect(again.times("done").count == 1)
    }

    /// All slots are free again at the end of the last process of each host.
    @Test func whoEndsGivesItsSlotsBack() async throws {
        let server = try await server()
        let folders = try (0..<2).map { _ in try TemporaryDirectory() }
        let processes = try folders.map { try sender($0, server, calls: 10) }
        for process in processes { process.read() }
        expectTheLimitWasKept(processes)
        #expect(processes.allSatisfy { $0.times("done").count == 1 })
        let connection = PostgresConnection(try PostgresAddress(server.address))
        #expect(try await connection.run("SELECT count(*) FROM govscript.slot WHERE holder IS NOT NULL") == [["0"]])
    }
}
