import ApiEmulator
import PostgresSupport
import TestSupport
import Testing

/// When the database that machines share is opened, and what is sent without it.
@Suite(.enabled(if: TestPostgres.isInstalled, "the package postgresql is not installed"))
struct StateOpeningTests {
    /// Nothing is connected to before the first request.
    @Test func aScriptWithoutRequestsNeedsNoDatabase() async throws {
        let scratch = ScratchFolder()
        let environment = ["GOVSCRIPT_STATE": "postgres:///x?host=/nonexistent"]
        let result = try await Command.run(["-e", "print(1)"], in: scratch.path, environment: environment)
        #expect(result.output == "1\n" && result.status == 0, "\(result.errors)")
    }

    @Test func nothingIsSentWithoutTables() async throws {
        let bench = try await StateBench(withTables: false)
        try await EmulatorServer.serving { server, access in
            let environment = ["GOVSCRIPT_GO_URL": access.goUrl, "GOVSCRIPT_GO_API_KEY": access.goKey]
            for words in [["-e", "links.list()"], ["run", "--dry-run", "-e", "links.list()"]] {
                let result = try await bench.run(words, environment: environment)
                #expect(result.status == 78, "\(result)")
                #expect(
                    result.errors.contains(
                        "error: (command line):1: links.list: \(bench.title) has none of the tables that machines share\n"
                            + "  hint: Make them: govscript state init\n"), "\(result.errors)")
            }
            #expect(server.ledger.requests.isEmpty)
        }
    }
}
