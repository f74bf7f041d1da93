import LuaBridge
import TestSupport
import Testing

/// The `package` of a sandboxed script does what Lua's does, and reaches no more than the script.
struct PackageTests {
    let folder = ScratchFolder()

    @Test func modulesAreFoundWhereLuarocksPutsThem() async throws {
        try folder.folder("lua_modules/share/lua/5.4/kit")
        try folder.file("lua_modules/share/lua/5.4/one.lua", "return select(2, ...)")
        try folder.file("lua_modules/share/lua/5.4/kit/init.lua", "return select(2, ...)")
        #expect(
            try await running("return require 'one', (require 'kit')", in: folder)
                == ["lua_modules/share/lua/5.4/one.lua", "lua_modules/share/lua/5.4/kit/init.lua"])
    }

    @Test func thePathIsTheScriptsToChange() async throws {
        try folder.folder("vendor")
        try folder.file("vendor/m.lua", "return 'vendor'")
        try folder.file("m.lua", "return 'beside'")
        let script = """
            assert(package.path:match('^[^;]+') == '?.lua' and package.cpath == '' and package.config:sub(1, 1) == '/')
            package.path = 'vendor/?.lua;' .. package.path
            local found, tried = package.searchpath('no.such', 'vendor/?.x;vendor/?/y')
            assert(found == nil and tried == "no file 'vendor/no/such.x'\\n\\tno file 'vendor/no/such/y'", tried)
            return require 'm', package.searchpath('m', package.path)
            """
        #expect(try await running(script, in: folder) == ["vendor", "vendor/m.lua"])
        #expect(
            try await failing("package.path = 1 require 'm'", in: folder)
                == "test.lua:1: 'package.path' must be a string")
    }

    @Test func loadedAndPreloadAreTheOnesThatRequireUses() async throws {
        try folder.file("m.lua", "runs = (runs or 0) + 1 return { runs }")
        let folder = folder
        _ = try await LuaThread.run {
            try Interpreter(in: folder, modules: ["csv"]).run(
                """
                csv = { answer = 42 }
                package.preload.csv = function() return 'never' end
                assert(require('csv').answer == 42 and package.loaded.csv == csv)
                local first = require 'm'
                assert(package.loaded.m == first)
                package.loaded.m = nil
                assert(require 'm' ~= first and runs == 2)
                package.preload.p = function(...) return table.concat({ ... }, ' ') end
                assert(require 'p' == 'p :preload:')
                table.insert(package.searchers, 1, function(name)
                  if name == 'made' then return function(...) return table.concat({ ... }, ' ') end, 'here' end
                end)
                assert(require 'made' == 'made here')
                package.loaded, package.preload = {}, {}
                assert(require 'p' == 'p :preload:')
                """)
        }
    }

    @Test func nothingOutsideIsReached() async throws {
        try folder.folder("inner")
        let script = """
            local function refused(path)
              local found, why = package.searchpath('passwd', path)
              assert(not found and why:find('outside the folders this script may read', 1, true), why)
            end
            refused('/etc/?')
            refused('/etc/?.no')
            package.path = '/etc/?'
            local ok, why = pcall(require, 'passwd')
            assert(not ok and why:find('outside the folders this script may read', 1, true), why)
            package.cpath = '/lib/x86_64-linux-gnu/?.so.6'
            ok, why = pcall(require, 'libm')
            assert(not ok and why:find('C libraries are not looked for', 1, true), why)
            return select(2, pcall(package.loadlib, '/lib/x86_64-linux-gnu/libm.so.6', '*'))
            """
        #expect(
            try await running(script, in: folder)
                == ["package.loadlib is not open to scripts (allow it with --allow-all)"])
    }

    @Test func bytecodeIsNoModule() async throws {
        try folder.file("code.lua", "\u{1B}Lua")
        let error = try await failing("require 'code'", in: folder)
        #expect(error.contains("attempt to load a binary chunk"), "\(error)")
    }

    /// Debian's packages, where `luarocks --tree lua_modules` would put them.
    @Test func packagesOfPureLuaLoad() async throws {
        try folder.folder("lua_modules/share/lua")
        folder.link("lua_modules/share/lua/5.4", to: "/usr/share/lua/5.4")
        try folder.folder("lua")
        folder.link("lua/inspect.lua", to: "/usr/share/lua/5.1/inspect.lua")
        let folder = folder
        _ = try await LuaThread.run {
            let interpreter = try Interpreter(.sandboxed)
            let access = FileAccess(workingDirectory: folder.path, reading: ["/usr/share/lua"], hints: .flags)
            try interpreter.state.installFiles(access)
            try interpreter.state.installRequire(beside: "", access)
            interpreter.state.installEnvironment { _ in false }
            return try interpreter.run(
                """
                local tablex, stringx, List = require 'pl.tablex', require 'pl.stringx', require 'pl.List'
                assert(tablex.deepcompare(tablex.map(function(x) return x * 2 end, { 1, 2 }), { 2, 4 }))
                assert(stringx.strip '  a ' == 'a' and #List { 3, 1, 2 }:sort() == 3)
                assert(require('pl.pretty').write({ 1, 'a' }, '') == '{1,"a"}')
                assert(require('pl.template').substitute('$(x)', { x = 7 }) == '7')
                assert(require('pl.OrderedMap') and require('pl.class') and require('pl.sip') and require('pl.Set'))
                assert(not pcall(require, 'pl.path')) -- it is made on LuaFileSystem, which is C

                local assert = require 'luassert'
                assert.are.same({ a = { 1 } }, { a = { 1 } })
                assert.has_error(function() assert.are.equal(1, 2) end)
                local spy = require 'luassert.spy'
                local called = spy.new(function() end)
                called(setmetatable({ 1 }, { __index = { two = 2 } }))
                assert.spy(called).was.called_with({ 1 })
                assert.is_true(require 'inspect' { 1, a = 2 } == '{ 1,\\n  a = 2\\n}')
                """)
        }
    }
}
