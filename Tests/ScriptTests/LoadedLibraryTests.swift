import TestSupport
import Testing

/// libcurl and what it pulls in cost every start some milliseconds, libedit a part of one.
///
/// Only a request, or a line that is edited, may load them.
struct LoadedLibraryTests {
    private static let names = ["libcurl", "libcrypto", "libssl"]
    private static let editing = ["libedit", "libtinfo"]
    private static let database = "libpq."

    /// The libraries that the loader initialized, by its own account.
    private func loaded(_ code: String, state: String = "") async throws -> [String] {
        let scratch = ScratchFolder()
        let result = try await Command.run(
            ["run", "--patience", "0", "-e", code], in: scratch.path,
            environment: [
                "LD_DEBUG": "libs", "GOVSCRIPT_GO_URL": "http://127.0.0.1:1", "GOVSCRIPT_GO_API_KEY": "test_v1_x",
                "GOVSCRIPT_STATE": state,
            ])
        return result.errors.split(separator: "\n").filter { $0.contains("calling init:") }.map(String.init)
    }

    @Test(arguments: ["", "print(1)", "json.decode('[1]')", "log.info('a')"])
    func aScriptWithoutRequestsLoadsNeitherNetworkNorEditor(_ code: String) async throws {
        let libraries = try await loaded(code)
        #expect(libraries.contains { $0.contains("liblua5.4") })
        let others = Self.names + Self.editing + [Self.database]
        #expect(libraries.filter { line in others.contains { line.contains($0) } } == [])
    }

    /// The search above finds what it is for.
    @Test func theFirstRequestLoadsThem() async throws {
        let libraries = try await loaded("pcall(links.list)")
        for name in Self.names { #expect(libraries.contains { $0.contains(name) }, "\(name)") }
        #expect(!libraries.contains { $0.contains(Self.database) })
    }

    /// Only a database that is set loads what reaches it.
    @Test func aDatabaseLoadsLibpq() async throws {
        let libraries = try await loaded("", state: "postgres:///x?host=/nonexistent")
        #expect(libraries.contains { $0.contains(Self.database) })
    }
}
