import Catalogue
import LuaBridge
import Testing

/// Annotations as an editor reads them.
struct LuaCATSTests {
    private let files = LuaCATS(Library.manual).files

    @Test(arguments: ["library.lua", "globals.lua"])
    func aFile(_ name: String) throws {
        try Snapshot.expect(try #require(files[name]), is: "annotations-\(name).txt")
    }

    @Test func thereIsAFileForEachModule() {
        #expect(files.keys.sorted() == ["globals.lua", "library.lua"])
    }

    /// The annotations are Lua, and running them makes the tables and functions that they describe.
    @Test func theFilesAreLua() async throws {
        let text = try #require(files["library.lua"])
        let found = try await LuaThread.run {
            let state = try LuaState(memoryLimit: 1 << 24)
            state.bindToCurrentThread()
            try state.open(.sandboxed)
            try state.run(text.utf8, name: "=library.lua")
            return try state.run(
                "local n = 0 for _, f in pairs(library) do n = n + (type(f) == 'function' and 1 or 0) end return n"
                    .utf8, name: "=count")
        }
        #expect(found == [.integer(Int64(Library.signatures.filter { $0.object == nil }.count))])
    }
}
