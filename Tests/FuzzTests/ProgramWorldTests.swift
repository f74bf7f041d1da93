import LuaBridge
import Testing

@testable import FuzzTargets

/// An interpreter that runs many programs: each finds what the first one found.
struct ProgramWorldTests {
    /// Fails for anything that a program has left behind.
    private static let pristine = """
        assert(string.rep and links.create and not extra and not links.extra and not getmetatable(_G))
        assert(getmetatable("").__index == string and ("x").rep)
        assert(#fs.list(".") == 1 and fs.read("a.csv") == "a,b\\n1,2\\n3,4\\n")
        """

    @Test(arguments: [
        "string.rep, extra, links.extra, links.create = nil, 1, 2, nil",
        "for key in pairs(string) do string[key] = nil end",
        "setmetatable(_G, { __index = function() return 1 end })",
        "getmetatable('').__index = {}",
        "fs.write('a.csv', ''); fs.write('b.csv', ''); fs.mkdir('c'); fs.write('c/d.csv', '')",
        "task.spawn(function() task.sleep(1000) end); error('ended')",
    ])
    func aProgramLeavesNothingBehind(_ program: String) async throws {
        try await LuaThread.run {
            let world = try ProgramWorld(isDry: true, isReused: true)
            try world.run(Self.pristine, answers: [])
            #expect(world.putBack())
            try? world.run(program, answers: [])
            #expect(world.putBack())
            try world.run(Self.pristine, answers: [])
        }
    }

    @Test(arguments: ["os.exit(1)", "setmetatable(_G, { __metatable = false })"])
    func aWorldThatCannotBePutBackIsNotUsedAgain(_ program: String) async throws {
        try await LuaThread.run {
            let world = try ProgramWorld(isDry: true, isReused: true)
            try? world.run(program, answers: [])
            #expect(!world.putBack())
        }
    }
}
