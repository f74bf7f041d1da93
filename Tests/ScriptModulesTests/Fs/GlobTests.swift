import LuaBridge
import TestSupport
import Testing

@testable import ScriptModules

/// A pattern of some letters may go through more paths than there is time and memory for.
struct GlobTests {
    let scratch = ScratchFolder()
    /// Through each pair of folders, 400 times.
    private let endless = String(repeating: "*/../", count: 400) + "*"

    init() throws {
        for name in ["a", "b"] { try scratch.folder(name) }
    }

    private struct Enough: Error {}

    @Test func asksBeforeItKeepsAPath() throws {
        let files = FileAccess(workingDirectory: scratch.path)
        var (paths, bytes) = (0, 0)
        #expect(throws: Enough.self) {
            try files.glob(endless) { count in
                paths += 1
                bytes += count
                if paths == 1000 { throw Enough() }
            }
        }
        #expect(paths == 1000 && bytes > 1000 * MemoryLayout<String>.stride)
        #expect(try files.glob("*/../*") == ["a/../a", "a/../b", "b/../a", "b/../b"])
    }

    @Test func endsAtTheMemoryLimit() async throws {
        let scratch = scratch
        let endless = endless
        let error = await #expect(throws: LuaError.self) {
            try await LuaThread.run {
                let state = try ScriptModulesInterpreter.make(in: scratch, memoryLimit: 4 << 20)
                _ = try state.scheduler.run("fs.glob('\(endless)')".utf8, name: "=test")
            }
        }
        #expect(error?.message.contains("not enough memory") == true, "\(error?.message ?? "")")
    }

    /// With memory for all of it, so that nothing else ends the search.
    @Test func endsWhenTheScriptIsStopped() async throws {
        let scratch = scratch
        let endless = endless
        let error = await #expect(throws: LuaError.self) {
            try await LuaThread.run {
                let state = try ScriptModulesInterpreter.make(in: scratch, memoryLimit: 1 << 50)
                let control = state.control
                state.register(
                    LuaFunction("go") { _ in
                        try LuaThread.start { control.stop(.interrupted(signal: 2)) }
                        return .nothing
                    })
                _ = try state.scheduler.run("go() while true do pcall(fs.glob, '\(endless)') end".utf8, name: "=test")
            }
        }
        #expect(error?.kind == .stopped)
    }
}
