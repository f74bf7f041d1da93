import LuaBridge
import TestSupport
import Testing

/// `loadfile` and `dofile` compile source text from the script's folders.
struct LoadFileTests {
    let folder = ScratchFolder()

    @Test func aChunkIsCompiledAndRun() async throws {
        try folder.file("a.lua", "#!/usr/bin/env lua\nlocal given = ... return given, x, 'end'")
        #expect(try await running("return loadfile('a.lua')(7)", in: folder) == [7, .nil, "end"])
        #expect(try await running("x = 4 return dofile('a.lua')", in: folder) == [.nil, 4, "end"])
        #expect(try await running("return loadfile('a.lua', 't', { x = 3 })(1)", in: folder) == [1, 3, "end"])
        #expect(try await running("return pcall(loadfile('a.lua', nil, nil))", in: folder).first == false)
    }

    @Test func aByteOrderMarkIsSkipped() async throws {
        try folder.file("a.lua", "\u{FEFF}return 3")
        #expect(try await running("return dofile('a.lua')", in: folder) == [3])
    }

    @Test func placesAreThoseOfTheFile() async throws {
        try folder.file("bad.lua", "# first\nlocal x =")
        try folder.file("fails.lua", "# first\nerror('no')")
        let syntax = "bad.lua:2: unexpected symbol near <eof>"
        #expect(try await running("return loadfile('bad.lua')", in: folder) == [.nil, .string(syntax)])
        #expect(try await failing("dofile('bad.lua')", in: folder) == syntax)
        #expect(try await failing("dofile('fails.lua')", in: folder) == "fails.lua:2: no")
    }

    @Test func bytecodeIsRefused() async throws {
        try folder.file("a.luac", "\u{1B}Lua")
        try folder.file("a.lua", "return 1")
        let bytecode = "attempt to load a binary chunk (mode is 't')"
        #expect(try await running("return loadfile('a.luac')", in: folder) == [.nil, .string(bytecode)])
        #expect(
            try await running("return loadfile('a.lua', 'b')", in: folder) == [
                .nil, "attempt to load a binary chunk (bytecode is not open to scripts; allow it with --allow-all)",
            ])
    }

    @Test func aChunkMayWait() async throws {
        try folder.file("a.lua", "local x = wait(1) local y = wait(x) return x + y")
        #expect(try await running("return (dofile('a.lua'))", in: folder) == [5])
        let generator = "return coroutine.wrap(function() coroutine.yield(dofile('a.lua')) end)()"
        #expect(try await running(generator, in: folder) == [5])
    }
}
