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
            try await Command.run(
                ["run", Self.folder + "/" + name], in: scratch.path, environment: access.variables)
        }
        #expect(result.status == 0, "\(result.errors)")
    }
}
