import LuaBridge
import TestSupport
import Testing

@testable import ScriptModules

/// Every function that a script can reach, those to come included, called where and with what it was not made for.
///
/// It may refuse or answer, but the interpreter has to live on; `make asan` runs this on a Lua that checks itself.
struct HostileCallTests {
    static let places: [(name: String, script: String)] = [
        (
            "with many arguments",
            """
            for _, f in ipairs(functions) do
              pcall(f, table.unpack({}, 1, 300))
              pcall(f, table.unpack(deeps, 1, 260))
            end
            """
        ),
        ("with no arguments", "for _, f in ipairs(functions) do pcall(f) end"),
        (
            "with nested, shared and circular tables",
            """
            local circle = {}
            circle[1], circle.a = circle, circle
            local shared = {}
            for i = 1, 12 do shared = { shared, shared } end
            for _, v in ipairs { deep, circle, shared, setmetatable({}, { __tostring = error, __index = error }) } do
              for _, f in ipairs(functions) do
                pcall(f, v)
                pcall(f, v, v, v)
                pcall(f, "x", v)
                pcall(f, "x", { "x" }, v)
                pcall(f, v, print, v)
              end
            end
            """
        ),
        (
            "where the stack is nearly full",
            """
            local places = { 999000, 999400, 999700, 999850, 999900, 999930, 999950, 999960, 999965, 999970, 999975 }
            for _, n in ipairs(places) do
              pcall(function()
                coroutine.wrap(function(...)
                  for _, f in ipairs(functions) do
                    pcall(f, deep)
                    pcall(f, "x", deep)
                    pcall(f)
                  end
                end)(table.unpack({}, 1, n))
              end)
            end
            """
        ),
        (
            "from a coroutine deep inside others",
            """
            local function inside(n)
              if n == 0 then
                for _, f in ipairs(functions) do pcall(f, deep) pcall(f) end
                return
              end
              local co = coroutine.create(inside)
              assert(coroutine.resume(co, n - 1))
            end
            inside(150)
            """
        ),
        (
            "from places that cannot wait",
            """
            for _, f in ipairs(functions) do
              pcall(table.sort, { 1, 2, 3 }, function() f("x") end)
              pcall(string.gsub, "abc", ".", function() f(deep) end)
              pcall(function() local x <close> = setmetatable({}, { __close = function() f("x", deep) end }) error("x") end)
              local co = coroutine.create(function()
                local x <close> = setmetatable({}, { __close = function() f("x") end })
                coroutine.yield()
              end)
              coroutine.resume(co)
              pcall(coroutine.close, co)
              pcall(tostring, setmetatable({}, { __tostring = function() return f("x") end }))
            end
            """
        ),
        (
            "in a task that is cancelled meanwhile",
            """
            for _, f in ipairs(functions) do
              local h = task.spawn(function() pcall(f, "x") task.sleep(1) f("x", deep) end)
              task.sleep(0)
              h:cancel()
              pcall(task.wait, h)
            end
            """
        ),
        (
            "as the function of a task, a coroutine and a metamethod",
            """
            for _, f in ipairs(functions) do
              pcall(task.wait, task.spawn(f, deep))
              pcall(task.timeout, 1, f)
              pcall(task.map, { 1, deep }, f)
              coroutine.resume(coroutine.create(f), deep)
              local t = setmetatable({}, { __index = f, __newindex = f, __call = f, __eq = f, __len = f, __concat = f })
              pcall(function() return t.x end)
              pcall(function() t.x = deep end)
              pcall(t, deep)
              pcall(function() return #t .. t end)
            end
            """
        ),
    ]

    @Test(arguments: places)
    func endsNothing(_ place: (name: String, script: String)) async throws {
        let scratch = ScratchFolder()
        let alive = try await LuaThread.run {
            // With a small memory limit, so that nothing that grows takes long.
            let state = try ScriptModulesInterpreter.make(in: scratch)
            return try state.scheduler.run(
                (Self.preamble + place.script + "\nreturn 'alive', #functions").utf8, name: "=hostile")
        }
        #expect(alive.first == "alive")
        guard case .integer(let count) = alive.last else { throw Failure(errorDescription: "no count") }
        #expect(count > 150, "there are \(count) functions only")
    }

    private struct Failure: Error { var errorDescription: String }

    /// Collects the functions and the methods of all objects; those that end the script, or read its input, are not
    /// called.
    private static let preamble = """
        local functions, seen = {}, {}
        local skipped = { [os.exit or 0] = true, [io.read] = true, [dofile] = true, [print] = true, [warn] = true }
        local function add(f)
          if type(f) == "function" and not seen[f] and not skipped[f] then
            seen[f] = true
            functions[#functions + 1] = f
          end
        end
        -- Modules are made when they are first used.
        for _, name in ipairs { "bulk", "task", "links", "datagov", "csv", "xlsx", "json", "fs", "log", "progress", "time" } do
          assert(_G[name], name)
        end
        for _, value in pairs(_G) do
          add(value)
          if type(value) == "table" and value ~= _G then
            for _, inner in pairs(value) do add(inner) end
          end
        end
        local file = io.tmpfile()
        local writer = csv.writer("made.csv", { "a" })
        local bar = progress.start("x")
        local handle = task.spawn(function() end)
        for _, object in ipairs { file, writer, bar, handle } do
          for name in ("read write lines seek setvbuf flush cancel add finish close state path"):gmatch("%a+") do
            local ok, method = pcall(function() return object[name] end)
            if ok and type(method) == "function" then
              add(method)
              add(function(...) return method(object, ...) end)
            end
          end
        end
        add(json.decode and function(...) return json.decode((("["):rep(199) .. ("]"):rep(199)), ...) end)
        add(csv.rows and function()
          fs.write("in.csv", "a,b\\n1,2\\n")
          for row in csv.rows("in.csv") do row.a = row end
        end)
        local deep = {}
        for i = 1, 190 do deep = i % 2 == 0 and { deep } or { a = deep } end
        local deeps = {}
        for i = 1, 260 do deeps[i] = deep end

        """
}
