import LuaBridge
import Testing

/// Bindings wait wherever Lua can suspend the caller, and say so where it cannot.
struct WaitTests {
    @Test(arguments: [
        ("plain", "assert(wait(1) == 2)"),
        ("ready at once", "assert(ready(7) == 7)"),
        (
            "pcall",
            "local ok, e = pcall(function() local r = wait(1) error('e' .. r, 0) end) assert(not ok and e == 'e2')"
        ),
        (
            "xpcall",
            "local ok, e = xpcall(function() wait(1) error('e', 0) end, function(m) return m .. 'h' end) assert(e == 'eh')"
        ),
        (
            "iterator",
            "local n = 0 for v in function(_, c) c = wait(c or 0) if c < 5 then return c end end do n = n + v end assert(n == 10)"
        ),
        ("__index", "assert(setmetatable({}, { __index = function(_, k) return wait(k) end })[1] == 2)"),
        ("__newindex", "setmetatable({}, { __newindex = function() wait(1) end }).x = 1"),
        ("__call", "assert(setmetatable({}, { __call = function(_, v) return wait(v) end })(4) == 5)"),
        (
            "operators",
            """
            local m = { __len = function() return wait(1) end }
            m.__add = function() return wait(1) end
            m.__concat = m.__add
            m.__eq = function() return wait(1) == 2 end
            m.__lt, m.__le = m.__eq, m.__eq
            local a, b = setmetatable({}, m), setmetatable({}, m)
            assert(a + b == 2 and a == b and a < b and a <= b and a .. b == 2 and #a == 2)
            """
        ),
        (
            "__close",
            "local log = {} do local x <close> = setmetatable({}, { __close = function() log[1] = wait(1) end }) end assert(log[1] == 2)"
        ),
        (
            "__pairs",
            "for k in pairs(setmetatable({}, { __pairs = function() wait(1) return next, {}, nil end })) do end"
        ),
        (
            "own generator",
            "local g = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(wait(i)) end end) assert(g() == 2 and g() == 3 and g() == 4)"
        ),
        (
            "nested coroutines",
            """
            local function f(depth)
              if depth == 0 then return wait(41) end
              local co = coroutine.create(f)
              local ok, v = coroutine.resume(co, depth - 1)
              assert(ok, v)
              assert(coroutine.status(co) == 'dead')
              return v
            end
            assert(f(5) == 42)
            """
        ),
        (
            "yields and waits in turn",
            """
            local co = coroutine.create(function(a)
              local b = coroutine.yield(wait(a))
              local c = coroutine.yield(ready(b) + 1)
              return wait(c)
            end)
            local _, x = coroutine.resume(co, 1)
            local _, y = coroutine.resume(co, 10)
            local _, z = coroutine.resume(co, 100)
            assert(x == 2 and y == 11 and z == 101)
            """
        ),
        ("chunk compiled by the script", "assert(load('return wait(...)')(1) == 2)"),
        (
            "error through own coroutine",
            "local ok, e = pcall(coroutine.wrap(function() wait_and_fail() end)) assert(not ok and e.kind == 'conflict')"
        ),
        ("many results", "assert(select('#', echo(1, nil, 3)) == 3)"),
    ])
    func waits(_ name: String, _ script: String) async throws {
        try await LuaThread.run {
            _ = try Interpreter().run(script)
        }
    }

    @Test(arguments: [
        ("table.sort", "table.sort({ 3, 1, 2 }, function(a, b) wait(1) return a < b end)"),
        ("string.gsub", "('abc'):gsub('.', function(c) return wait(1) end)"),
        ("__tostring", "tostring(setmetatable({}, { __tostring = function() wait(1) return 'x' end }))"),
        (
            "own coroutine inside table.sort",
            """
            table.sort({ 3, 1, 2 }, coroutine.wrap(function(a, b)
              while true do wait(1) a, b = coroutine.yield(a < b) end
            end))
            """
        ),
        ("load", "assert(load(function() wait(1) return nil end))"),
        (
            "__close of a coroutine that is closed",
            """
            local co = coroutine.create(function()
              local x <close> = setmetatable({}, { __close = function() wait(1) end })
              coroutine.yield()
            end)
            coroutine.resume(co)
            assert(coroutine.close(co))
            """
        ),
    ])
    func refusesToWait(_ name: String, _ script: String) async throws {
        try await LuaThread.run {
            let error = try Interpreter().error(of: script)
            #expect(error.contains("test.lua:"), "\(error)")
            #expect(
                error.contains(
                    """
                    'wait' has to wait, which is not possible inside a table.sort comparator, a string.gsub function, \
                    __tostring, __gc or another function that Lua calls from C: call it before, and use its result there
                    """), "\(error)")
        }
    }

    @Test func nothingIsStartedWhereNobodyCanWait() async throws {
        try await LuaThread.run {
            let started = Counter()
            let interpreter = try Interpreter()
            interpreter.state.register(
                LuaFunction("count") { _ in
                    .wait(
                        .operation("counting") { _ in
                            started.add(1)
                            return []
                        })
                })
            _ = try interpreter.run("pcall(table.sort, { 2, 1 }, function() count() end) wait(1)")
            #expect(started.value == 0)
        }
    }

    @Test func theTaskIsTheMainCoroutineOfAScript() async throws {
        try await LuaThread.run {
            let error = try Interpreter().error(of: "coroutine.yield(1)")
            #expect(error == "test.lua:1: attempt to yield from outside a coroutine")
            _ = try Interpreter().run(
                """
                local main, is_main = coroutine.running()
                assert(is_main and not coroutine.isyieldable() and not coroutine.isyieldable(main))
                local ok, e = coroutine.resume(main)
                assert(not ok and e == 'cannot resume non-suspended coroutine')
                coroutine.wrap(function()
                  local co, inner_is_main = coroutine.running()
                  assert(co ~= main and not inner_is_main and coroutine.isyieldable())
                  assert(coroutine.status(main) == 'normal')
                end)()
                """)
        }
    }

    @Test func aCoroutineThatWaitsInOneTaskCannotBeTakenByAnother() async throws {
        try await LuaThread.run {
            _ = try Interpreter().run(
                """
                local co = coroutine.create(function() task.sleep(1) return 'mine' end)
                local other = task.spawn(function()
                  local ok, e = coroutine.resume(co)
                  assert(not ok and e == 'cannot resume a coroutine that another task is running', e)
                  assert(not pcall(coroutine.close, co))
                end)
                local ok, v = coroutine.resume(co)
                assert(ok and v == 'mine')
                task.wait(other)
                """)
        }
    }
}
