import Glibc
import LuaBridge
import TestSupport
import Testing

/// `os.execute` and `io.popen` behave as Lua's own, and what they start inherits standard streams only.
struct CommandTests {
    private func running(_ script: String) async throws -> [LuaValue] {
        try await LuaThread.run {
            let state = try LuaState()
            try state.open(LuaPermissions(run: true))
            return try state.scheduler.run(script.utf8, name: "@test.lua")
        }
    }

    @Test func theyInheritNothingElse() async throws {
        var ends: [Int32] = [-1, -1]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let scratch = ScratchFolder()
        let results = try await running(
            """
            local pipe <close> = io.popen('ls /proc/self/fd | tr "\\n" ,')
            os.execute('ls /proc/self/fd | tr "\\n" , > \(scratch("list"))')
            return pipe:read('a')
            """)
        // The list's own descriptor of the folder is the fourth; `tr` has the output.
        #expect(results == ["0,1,2,3,"])
        #expect(try scratch.text("list") == "0,1,2,3,")
    }

    @Test func theyEndAsInPlainLua() async throws {
        let results = try await running(
            """
            local writing = io.popen('cat > /dev/null', 'w')
            writing:write('text')
            local list = { tostring(os.execute()), table.concat({ select(2, writing:close()) }, ' ') }
            for _, command in ipairs { 'true', 'exit 3', 'kill -s KILL $$', 'no-such-program 2> /dev/null' } do
              list[#list + 1] = table.concat({ tostring((os.execute(command))), select(2, os.execute(command)) }, ' ')
              local pipe = io.popen(command)
              list[#list + 1] = table.concat({ select(2, pipe:close()) }, ' ')
            end
            list[#list + 1] = tostring(select(2, pcall(io.popen, 'true', 'rw')))
            list[#list + 1] = tostring(select(2, pcall(io.popen)))
            return table.concat(list, '; ')
            """)
        #expect(
            results == [
                .string(
                    [
                        "true", "exit 0", "true exit 0", "exit 0", "nil exit 3", "exit 3",
                        "nil signal 9", "signal 9", "nil exit 127", "exit 127",
                        "bad argument #2 to 'io.popen' (invalid mode)",
                        "bad argument #1 to 'io.popen' (string expected, got no value)",
                    ].joined(separator: "; "))
            ])
    }

    @Test func linesOfACommandAreReadAndAPipeIsCollected() async throws {
        let results = try await running(
            """
            local lines = {}
            for line in io.popen("printf 'a\\\\nb\\\\n'"):lines() do lines[#lines + 1] = line end
            io.popen('cat')
            collectgarbage()
            return table.concat(lines, ',')
            """)
        #expect(results == ["a,b"])
    }
}
