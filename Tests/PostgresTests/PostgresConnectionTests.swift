import Postgres
import PostgresSupport
import Testing

/// A connection to a server of the test's own.
@Suite(.enabled(if: TestPostgres.isInstalled, "the package postgresql is not installed"), .serialized)
struct PostgresConnectionTests {
    private func code(_ connection: PostgresConnection, _ statement: String) async -> PostgresError.Code? {
        do throws(PostgresError) {
            _ = try await connection.run(statement)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func statementsHaveParametersAndRows() async throws {
        let server = try TestPostgres()
        let connection = PostgresConnection(try PostgresAddress(server.address))
        let rows = try await connection.run("SELECT $1 || 'b', $2::int + 1, NULL, $3::int[]", ["'a", "41", "{1,2}"])
        #expect(rows == [["'ab", "42", nil, "{1,2}"]])
        #expect(try await connection.run("SELECT 1 WHERE false") == [])
        #expect(await code(connection, "SELECT 1/0") == .refused(state: "22012"))
        #expect(await code(connection, "SELECT 1") == nil)
        // No statement has a second one behind it.
        #expect(await code(connection, "SELECT 1; SELECT 2") == .refused(state: "42601"))
        connection.close()
    }

    @Test func manyTasksShareAConnection() async throws {
        let server = try TestPostgres()
        let connection = PostgresConnection(try PostgresAddress(server.address))
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<50 {
                group.addTask {
                    try await connection.run("SELECT $1::int", ["\(number)"])[0][0].flatMap { Int($0) } ?? 0
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == 1225)
    }

    @Test func aLostConnectionIsMadeAgain() async throws {
        let server = try TestPostgres()
        let connection = PostgresConnection(try PostgresAddress(server.address))
        #expect(await code(connection, "SELECT 1") == nil)
        // Nobody knows whether a statement was carried out whose server ended meanwhile.
        #expect(await code(connection, "SELECT pg_terminate_backend(pg_backend_pid())") == .unknown)
        #expect(await code(connection, "SELECT 1") == nil)
        try server.stop()
        #expect(await code(connection, "SELECT 1") == .unknown)
        #expect(await code(connection, "SELECT 1") == .unreachable)
        try server.start()
        #expect(await code(connection, "SELECT 1") == nil)
    }

    @Test func aStatementThatTakesTooLongHasAnUnknownEnd() async throws {
        let server = try TestPostgres()
        let connection = PostgresConnection(try PostgresAddress(server.address))
        #expect(await code(connection, "SELECT 1") == nil)
        await #expect(throws: PostgresError.self) {
            try await connection.run("SELECT pg_sleep(600)", within: .milliseconds(200))
        }
        #expect(await code(connection, "SELECT 1") == nil)
    }

    @Test func aCommitThatNoStandbyHasIsNotDurable() async throws {
        let server = try TestPostgres()
        let connection = PostgresConnection(try PostgresAddress(server.address))
        #expect(await code(connection, "DO $$ BEGIN RAISE WARNING USING ERRCODE = '01000'; END $$") == .notDurable)
        #expect(await code(connection, "DO $$ BEGIN RAISE NOTICE 'hello'; END $$") == nil)
    }

    @Test func nothingIsAskedOfAClosedConnection() async throws {
        let connection = PostgresConnection(try PostgresAddress("postgres:///x?host=/nonexistent"))
        #expect(await code(connection, "SELECT 1") == .unreachable)
        connection.close()
        #expect(await code(connection, "SELECT 1") == .closed)
    }
}
