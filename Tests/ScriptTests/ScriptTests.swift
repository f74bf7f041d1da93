import ApiEmulator
import Foundation
import TestSupport
import Testing

/// Every `Scripts/*.lua` is a test of what scripts see: it ends well, or its error is the test's.
struct ScriptTests {
    static let folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "Scripts").path()

    static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        .filter { $0.hasSuffix(".lua") }.sorted()

    @Test func thereAreScripts() {
        #expect(Self.names.count >= 5)
    }

    @Test(arguments: names)
    func holds(_ name: String) async throws {
        let scratch = ScratchFolder()
        var configuration = EmulatorConfiguration()
        configuration.rate = 0
        let result = try await EmulatorServer.serving(configuration) { _, access in
            // Failed ingestions are believed at once: nobody else is at this service.
            let variables = access.variables.merging([
                "GOVSCRIPT_FAILURE_SETTLE": "2", "GOVSCRIPT_DATAGOV_PUBLIC_API_KEY": access.publicKey,
                "GOVSCRIPT_DATAGOV_PUBLIC_TIER": "production",
            ]) { $1 }
            return try await Command.run(
                ["run", Self.folder + "/" + name], in: scratch.path, environment: variables)
        }
        #expect(result.status == 0, "\(result.errors)")
    }
}
