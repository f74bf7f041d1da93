import LuaBridge
import TestSupport
import Testing

/// `require` finds the modules of a sandboxed script, runs each once, and lets them wait.
struct RequireTests {
    let folder = ScratchFolder()

    @Test func modulesLieBesideTheScriptAndInLua() async throws {
        try folder.folder("a/b")
        try folder.folder("lua/c")
        try folder.file("m.lua", "return { name = ..., path = select(2, ...) }")
        try folder.file("a/b/init.lua", "return select(2, ...)")
        try folder.file("lua/n.lua", "return select(2, ...)")
        try folder.file("lua/c/init.lua", "return select(2, ...)")
        let script = """
            local m, path = require 'm'
            assert(path == 'm.lua' and m.name == 'm' and m.path == path)
            return require 'a.b', require 'n', require 'c', select('#', require 'm')
            """
        #expect(try await running(script, in: folder) == ["a/b/init.lua", "lua/n.lua", "lua/c/init.lua", 1])
    }

    @Test func pathsAreThoseOfTheScriptsFolder() async throws {
        try folder.folder("jobs/lua")
        try folder.file("jobs/lua/m.lua", "error('no')")
        let folder = folder
        try await LuaThread.run {
            #expect(try Interpreter(in: folder, beside: "jobs").error(of: "require 'm'") == "jobs/lua/m.lua:1: no")
            let absolute = try Interpreter(in: folder, beside: folder("jobs")).error(of: "require 'm'")
            #expect(absolute.hasSuffix("/jobs/lua/m.lua:1: no"), "\(absolute)")
        }
    }

    @Test func eachModuleRunsOnce() async throws {
        try folder.file("m.lua", "runs = (runs or 0) + 1 return { runs }")
        try folder.file("silent.lua", "runs = (runs or 0) + 1")
        let script = """
            assert(require 'm' == require 'm' and runs == 1)
            assert(require 'silent' == true and require 'silent' == true and runs == 2)
            """
        _ = try await running(script, in: folder)
    }

    @Test func standardAndHostModulesAreKnownByName() async throws {
        let folder = folder
        _ = try await LuaThread.run {
            let interpreter = try Interpreter(in: folder, modules: ["csv"])
            interpreter.state.setGlobal("csv.answer", 42)
            return try interpreter.run(
                """
                assert(require 'string' == string and require 'io' == io and require '_G' == _G)
                assert(require 'csv' == csv and require('csv').answer == 42)
                local kept = csv
                csv = nil
                assert(require 'csv' == kept)
                own = {}
                assert(not pcall(require, 'own') and require 'package' == package)
                """)
        }
    }

    @Test func whatIsMissingNamesEveryPlace() async throws {
        #expect(
            try await failing("\nrequire 'a.b'", in: folder) == """
                test.lua:2: module 'a.b' not found:
                \tno file 'a/b.lua'
                \tno file 'a/b/init.lua'
                \tno file 'lua/a/b.lua'
                \tno file 'lua/a/b/init.lua'
                \tno file 'lua_modules/share/lua/5.4/a/b.lua'
                \tno file 'lua_modules/share/lua/5.4/a/b/init.lua'
                \tC libraries are not looked for (allow them with --allow-all)
                """)
    }

    @Test func modulesOutsideAreRefused() async throws {
        folder.link("passwd.lua", to: "/etc/passwd")
        let error = try await failing("require 'passwd'", in: folder)
        #expect(
            error.hasPrefix(
                """
                test.lua:1: module 'passwd' not found:
                \tcannot read 'passwd.lua': it leads to '/etc/passwd', outside the folders this script may read \
                (allow it with --allow-read /etc/passwd)
                \tno file 'passwd/init.lua'
                """), "\(error)")
    }

    @Test func librariesOfCAreExplainedWhetherOrNotTheyAreThere() async throws {
        try folder.file("lfs.so")
        let (folder, directory) = (folder, folder.path)
        let errors = try await LuaThread.run {
            let interpreter = try Interpreter(in: folder, beside: directory)
            return ["lfs", "lfx"].map { interpreter.error(of: "require '\($0)'") }
        }
        #expect(
            errors[0].hasSuffix(
                "/5.4/lfs/init.lua'\n\tC libraries are not looked for (allow them with --allow-all)"), "\(errors[0])")
        #expect(errors[0].replacing("lfs", with: "lfx") == errors[1])
    }

    @Test func errorsOfAModuleAreItsOwn() async throws {
        try folder.file("bad.lua", "local x =")
        try folder.file("code.luac.lua", "\u{1B}Lua")
        try folder.file("fails.lua", "error({ code = 7 })")
        #expect(
            try await failing("require 'bad'", in: folder) == """
                test.lua:1: error loading module 'bad' from file 'bad.lua':
                \tbad.lua:1: unexpected symbol near <eof>
                """)
        _ = try await running(
            """
            for _ = 1, 2 do
              local ok, e = pcall(require, 'fails')
              assert(not ok and e.code == 7, tostring(e))
            end
            for _ = 1, 2 do
              local ok, e = coroutine.resume(coroutine.create(require), 'fails')
              assert(not ok and e.code == 7, tostring(e))
            end
            """, in: folder)
        #expect(
            try await failing("require()", in: folder)
                == "test.lua:1: bad argument #1 to 'require' (string expected, got nil)")
    }

    @Test func modulesMayWait() async throws {
        try folder.file("m.lua", "local x = wait(1) return { x = wait(x), inner = require 'n' }")
        try folder.file("n.lua", "task.sleep(5) return 'n'")
        let script = "local m = require 'm' return m.x, m.inner"
        #expect(try await running(script, in: folder) == [3, "n"])
        #expect(try await running("return coroutine.wrap(function() return require('m').x end)()", in: folder) == [3])
    }

    @Test func whoeverComesWhileAModuleLoadsWaitsForIt() async throws {
        try folder.file("m.lua", "runs = (runs or 0) + 1 task.sleep(5) return { done = true }")
        try folder.file("broken.lua", "runs = (runs or 0) + 1 task.sleep(5) error('broken', 0)")
        _ = try await running(
            """
            local function load() local m = require 'm' assert(m.done) return m end
            local a, b, c = task.wait(task.spawn(load), task.spawn(load), task.spawn(load))
            assert(a == b and b == c and runs == 1)
            runs = 0
            local function try() return select(2, pcall(require, 'broken')) end
            local a, b = task.wait(task.spawn(try), task.spawn(try))
            assert(a == 'broken' and b == 'broken' and runs == 2)
            """, in: folder)
    }

    @Test func aCancelledLoadIsTakenOver() async throws {
        try folder.file("m.lua", "task.sleep(5) return 'whole'")
        _ = try await running(
            """
            local first = task.spawn(require, 'm')
            local second = task.spawn(require, 'm')
            task.sleep(1)
            first:cancel()
            assert(task.wait(second) == 'whole')
            """, in: folder)
    }

    @Test func loopsAreNamed() async throws {
        try folder.file("a.lua", "task.sleep(1) local b = require 'b' return b")
        try folder.file("b.lua", "task.sleep(1) local a = require 'a' return a")
        #expect(try await failing("require 'a'", in: folder) == "b.lua:1: loop or previous error loading module 'a'")
        let error = try await failing("task.spawn(require, 'a') task.spawn(require, 'b')", in: folder)
        #expect(
            error.hasSuffix("loop or previous error loading module 'a'")
                || error.hasSuffix("loop or previous error loading module 'b'"), "\(error)")
    }

    @Test func aModuleThatWaitsForATaskThatWaitsForItIsADeadlock() async throws {
        try folder.file("m.lua", "task.wait(task.spawn(require, 'm'))")
        let error = try await failing("require 'm'", in: folder)
        #expect(error.contains("deadlock: every task waits for another"), "\(error)")
        #expect(error.contains("is waiting for module 'm'"), "\(error)")
    }

    @Test func waitingForAModuleIsRefusedWhereNothingCanWait() async throws {
        try folder.file("m.lua", "task.sleep(5) return 'whole'")
        let error = try await failing(
            """
            local loading = task.spawn(require, 'm')
            task.sleep(1)
            table.sort({ 1, 2 }, function() return require 'm' end)
            """, in: folder)
        #expect(error.hasPrefix("test.lua:3: 'require' has to wait, which is not possible inside"), "\(error)")
    }
}
