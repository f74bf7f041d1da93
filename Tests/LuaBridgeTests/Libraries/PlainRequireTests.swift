import LuaBridge
import TestSupport
import Testing

/// With `--allow-all` `require` is Lua's own, except that modules may wait.
struct PlainRequireTests {
    static func plain(replaced: Bool) throws -> Interpreter {
        let interpreter = try Interpreter(.all)
        if replaced { try interpreter.state.installRequire() }
        return interpreter
    }

    @Test(arguments: [
        "package.path, package.cpath = './?.x;./y/?.x', './?.so' return pcall(require, 'no.such')",
        "package.preload.m = function(...) return { ... } end local m, how = require 'm' return m, how",
        "package.preload.m = function() end return require 'm'",
        "package.preload.m = function() return false end return require 'm', package.loaded.m, require 'm'",
        "package.preload.m = function(name) package.loaded[name] = 'set' end return require 'm', require 'm'",
        "package.preload.m = function() error('inside') end return pcall(require, 'm')",
        "package.preload.m = function() error({ 7 }) end return pcall(require, 'm')",
        "package.searchers = nil return pcall(require, 'x')",
        """
        package.searchers = { function() return 'one' end, function() return 2 end, function() end }
        return pcall(require, 'x')
        """,
        """
        table.insert(package.searchers, 1, function(n) return function(...) return ... end, n .. '!' end)
        return require 'q'
        """,
        "return require 'string' == string, require '_G' == _G, select('#', require 'io')",
        "return pcall(require, {})", "return pcall(require, 12)",
        "package.loaded.x = 5 return require 'x'",
        "setmetatable(package.loaded, { __index = function(_, k) return k .. k end }) return require 'x'",
        """
        local depth = 0
        package.preload.m = function() depth = depth + 1 return depth < 3 and require 'm' or depth end
        return require 'm', depth
        """,
    ])
    func doesWhatLuasOwnDoes(_ script: String) async throws {
        let results = try await LuaThread.run {
            try [false, true].map { try Self.plain(replaced: $0).run(script) }
        }
        #expect(results[0] == results[1])
    }

    @Test func modulesMayWait() async throws {
        let folder = ScratchFolder()
        try folder.file("m.lua", "runs = (runs or 0) + 1 task.sleep(3) return { x = wait(1) }")
        let path = folder.path
        _ = try await LuaThread.run {
            try Self.plain(replaced: true).run(
                """
                package.path = ... .. '/?.lua'
                local function load() return require 'm' end
                local a, b = task.wait(task.spawn(load), task.spawn(load))
                assert(a == b and a.x == 2 and runs == 1 and package.loaded.m == a)
                """, .string(path))
        }
    }
}
