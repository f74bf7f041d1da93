import Foundation
import TestSupport
import Testing

/// Every `Hostile/*.lua` means harm; it ends as a script does, and not by a signal.
struct HostileScriptTests {
    static let folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "Hostile").path()

    static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        .filter { $0.hasSuffix(".lua") }.sorted()

    @Test func thereAreScripts() {
        #expect(Self.names.count >= 4)
    }

    @Test(arguments: names)
    func endsAsAScriptDoes(_ name: String) async throws {
        let scratch = ScratchFolder()
        // Modules are looked for beside the script, which makes some.
        let script = scratch.path + "/" + name
        try FileManager.default.copyItem(atPath: Self.folder + "/" + name, toPath: script)
        let limit = name == "memory.lua" ? ["--memory-limit", "64"] : []
        let result = try await Command.run(["run", "--sandbox"] + limit + [script], in: scratch.path)
        #expect(result.status == 0, "\(result.errors)")
    }
}
