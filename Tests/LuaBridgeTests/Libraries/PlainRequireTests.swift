import LuaBridge
import TestSupport
import Testing

/// With `--allow-all` `require` is Lua's own, except that modules may wait.
struct PlainRequireTests {
    static func plain(replaced: Bool, denied: [String] = []) throws -> Interpreter {
        let interpreter = try Interpreter(.all)
        if replaced {
            let access = FileAccess(workingDirectory: "/tmp", denied: denied, everything: true)
            try interpreter.state.installRequire(access)
        }
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
        "return package.searchpath('a.b', '/no/?.x;/no/?/y;/dev/null'), package.searchpath('a.b', '/no/?;/no/%?')",
        "return package.searchpath('a-b-c', '/no/?', '-', '+'), package.searchpath('a-b', '/no/?', '-')",
        "return package.searchpath('a.b', '/no/?', ''), package.searchpath('a', '/no/b'), package.searchpath(1, 2)",
        "return pcall(function() return (package.searchpath({}, 'x')) end)",
        "return pcall(function() return (package.searchpath('x')) end)",
        "return pcall(function() return (package.loadlib('x')) end)",
        "package.cpath = '/no/?.so' return package.searchers[3]('a.b'), package.searchers[4]('a.b')",
        "return package.searchers[4]('a'), select('#', package.searchers[4]('a'))",
        "package.cpath = 1 return pcall(package.searchers[3], 'a')",
        "package.cpath = {} return pcall(package.searchers[3], 'a')",
        "return select('#', package.loadlib('libm.so.6', '*')), package.loadlib('libm.so.6', '*')",
        "return select(3, package.loadlib('libm.so.6', 'no_such')), select(3, package.loadlib('libno.so', '*'))",
        "return type(package.loadlib('libm.so.6', 'cos'))",
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

    @Test func librariesAreFoundBySearchers() async throws {
        let folder = ScratchFolder()
        // None of the functions of a module is in it; which of them was looked for is told.
        for name in ["lib.so", "v2-lib.so", "lib/x.so"] {
            try folder.folder("lib")
            folder.link(name, to: "/lib/x86_64-linux-gnu/libm.so.6")
        }
        let path = folder.path
        let scripts = [
            "return pcall(package.searchers[3], 'lib')", "return pcall(package.searchers[3], 'v2-lib')",
            "return pcall(package.searchers[3], 'lib.x')", "return pcall(package.searchers[4], 'lib.y')",
        ]
        let results = try await LuaThread.run {
            try [false, true].map { replaced in
                let interpreter = try Self.plain(replaced: replaced)
                return try scripts.map {
                    try interpreter.run("package.cpath = ... .. '/?.so' " + $0, .string(path))
                }
            }
        }
        #expect(results[0] == results[1])
    }

    @Test func closedPlacesAreNotLookedInto() async throws {
        let folder = ScratchFolder()
        try folder.file("a.so")
        let path = folder.path
        _ = try await LuaThread.run {
            try Self.plain(replaced: true, denied: [path]).run(
                """
                local folder = ...
                package.path, package.cpath = '/no/?', folder .. '/?.so'
                local function same(there, absent)
                  assert(tostring(there):gsub('%f[%w]a%f[%W]', 'b') == absent, there .. absent)
                  assert(there:find('closed to scripts', 1, true), there)
                end
                same(select(2, package.searchpath('a', package.cpath)), (select(2, package.searchpath('b', package.cpath))))
                same(select(2, package.loadlib(folder .. '/a.so', '*')), (select(2, package.loadlib(folder .. '/b.so', '*'))))
                same(package.searchers[3]('a'), (package.searchers[3]('b')))
                same(package.searchers[4]('a.x'), (package.searchers[4]('b.x')))
                """, .string(path))
        }
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
