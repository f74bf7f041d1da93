import Glibc
import LuaBridge
import TestSupport
import Testing

/// The environment, and what `--allow-run` and `--allow-all` open.
struct SystemFunctionTests {
    /// In a process of its own: the list of variables must not change while another test starts a program with it.
    @Test func keysAreNotSeen() async {
        await #expect(processExitsWith: .success) {
            let folder = ScratchFolder()
            setenv("LUAFILES_TEST", "seen \u{E9}", 1)
            setenv("LUAFILES_TEST_KEY", "secret", 1)
            let script = "return os.getenv('LUAFILES_TEST'), os.getenv('LUAFILES_TEST_KEY'), os.getenv('LUAFILES_NONE')"
            let seen = try await running(script, in: folder)
            #expect(seen == ["seen \u{E9}", .nil, .nil])
            let cut = try await running("return os.getenv('LUAFILES_TEST\\0_')", in: folder)
            #expect(cut == [.nil])
            let message = try await failing("os.getenv()", in: folder)
            #expect(message == "test.lua:1: bad argument #1 to 'getenv' (string expected, got no value)")
        }
    }

    @Test func commandsRunWhereTheyAreAllowed() async throws {
        let results = try await LuaThread.run {
            let state = try LuaState()
            try state.open(LuaPermissions(run: true))
            return try state.scheduler.run(
                """
                local pipe = io.popen('printf text')
                local text = pipe:read('a')
                pipe:close()
                return text, pcall(string.dump, print), io.open, package, os.execute('exit 3')
                """.utf8, name: "@test.lua")
        }
        #expect(
            results == [
                "text", false, .nil, .nil, .nil, "exit", 3,
            ])
    }

    /// Ctrl-C and `kill` reach a command that a script has started.
    @Test func commandsDoNotInheritBlockedSignals() async throws {
        let results = try await LuaThread.run { try Interpreter(.all).run("return os.execute('kill -s HUP $$')") }
        #expect(results == [.nil, "signal", 1])
    }

    /// A traceback starts where the error was raised, not in the host's own code.
    @Test func aTracebackHandlerShowsNothingOfOurs() async throws {
        let trace = try await LuaThread.run {
            try Interpreter(.all).run("return select(2, xpcall(function() local x = nil .. 1 end, debug.traceback))")
        }
        let text = try String(lua: trace.first ?? .nil)
        #expect(
            text.hasPrefix(
                """
                test.lua:1: attempt to concatenate a nil value
                stack traceback:
                \ttest.lua:1: in function <test.lua:1>
                \t[C]: in function 'xpcall'
                """), "\(text)")
    }
}
