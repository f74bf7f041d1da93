import LuaBridge
import Testing

/// Inputs one after the other, with tasks that outlive them.
struct ConversationTests {
    /// Runs `body` on the interpreter's thread.
    private func converse<Result: Sendable>(
        clock: LuaClock = .virtual, _ body: @escaping @Sendable (LuaConversation) throws -> Result
    ) async throws -> Result {
        try await LuaThread.run {
            let interpreter = try Interpreter(clock: clock)
            interpreter.state.bindToCurrentThread()
            let conversation = LuaConversation(interpreter.state)
            defer { conversation.close() }
            return try body(conversation)
        }
    }

    private func number(_ value: Int) -> LuaDisplay { .text(String(value), type: "number") }

    @Test func expressionsGiveTheirValuesAndStatementsNone() async throws {
        try await converse { (conversation) throws in
            #expect(try conversation.run("1 + 1, 'x'") == [number(2), .string("x")])
            #expect(try conversation.run("x = 5") == [])
            #expect(try conversation.run("x") == [number(5)])
            #expect(try conversation.run("nil") == [.text("nil", type: "nil")])
            #expect(try conversation.run("return 2.0") == [.text("2.0", type: "number")])
            #expect(try conversation.run("(function() end)()") == [])
        }
    }

    @Test func resultsHaveNames() async throws {
        try await converse { (conversation) throws in
            _ = try conversation.run("{}, 2, 3")
            _ = try conversation.run("y = 1")
            #expect(try conversation.run("type(_) == 'table' and rawequal(_, _1), _2, _3").count == 3)
            #expect(
                try conversation.run("_, _1, _2, _3") == [
                    .text("true", type: "boolean"), .text("true", type: "boolean"), number(2), number(3),
                ])
            _ = try conversation.run("7")
            #expect(try conversation.run("_, _2") == [number(7), .text("nil", type: "nil")])
        }
    }

    @Test(arguments: [
        "for i = 1, 3 do", "f(", "x = 'a\\", "x = {", "1 +", "function f()", "[[text", "if x then y()\nelse", "x =",
        "--[[ note",
    ])
    func unfinishedInputsAskForMore(_ input: String) async throws {
        let error = await #expect(throws: LuaError.self) {
            try await converse { _ = try $0.run(input) }
        }
        #expect(error?.kind == .syntax(wantsMoreInput: true))
    }

    @Test(arguments: ["x = = 1", "for 1", "1 + )", "end", "x = 'a", "f(\"a"])
    func wrongInputsDoNot(_ input: String) async throws {
        let error = await #expect(throws: LuaError.self) {
            try await converse { _ = try $0.run(input) }
        }
        #expect(error?.kind == .syntax(wantsMoreInput: false))
    }

    @Test func tasksOutliveTheirInput() async throws {
        try await converse { (conversation) throws in
            _ = try conversation.run("h = task.spawn(function() task.sleep(5) done = true return 'end' end)")
            #expect(conversation.backgroundTasks == ["task 0.1 (input:1): ready"])
            #expect(try conversation.run("done") == [.text("nil", type: "nil")])
            #expect(conversation.backgroundTasks == ["task 0.1 (input:1): sleeping 5.0 seconds"])
            #expect(
                try conversation.run("h") == [.text("task 0.1 (input:1): sleeping 5.0 seconds", type: "userdata")])
            #expect(try conversation.run("task.wait(h)") == [.string("end")])
            #expect(try conversation.run("done") == [.text("true", type: "boolean")])
            #expect(conversation.backgroundTasks == [])
        }
    }

    @Test func tasksRunWhileNothingIsEntered() async throws {
        try await converse { (conversation) throws in
            _ = try conversation.run("task.spawn(function() for i = 1, 3 do task.sleep(1) n = i end end)")
            conversation.serve { conversation.backgroundTasks.isEmpty }
            #expect(try conversation.run("n") == [number(3)])
        }
    }

    @Test func errorsOfTasksInTheBackgroundAreReportedOnce() async throws {
        try await converse { (conversation) throws in
            nonisolated(unsafe) var reported: [String] = []  // the closure runs on this thread
            conversation.state.scheduler.onUnobservedError = { reported.append($0.message) }
            _ = try conversation.run("h = task.spawn(function() task.sleep(1) error('lost', 0) end)")
            conversation.serve { conversation.backgroundTasks.isEmpty }
            #expect(reported == ["lost"])
            #expect(try conversation.run("pcall(task.wait, h)") == [.text("false", type: "boolean"), .string("lost")])
            _ = try conversation.run("h = task.spawn(function() task.sleep(1) error('awaited', 0) end)")
            #expect(try conversation.run("select(2, pcall(task.wait, h))") == [.string("awaited")])
            #expect(reported == ["lost"])
        }
    }

    @Test func anErrorEndsWhatTheInputSpawned() async throws {
        try await converse { (conversation) throws in
            let error = #expect(throws: LuaError.self) {
                try conversation.run(
                    "task.spawn(function() pcall(task.sleep, 9) ended = true end) task.sleep(1) error('no', 0)")
            }
            #expect(error?.message == "no")
            #expect(try conversation.run("ended") == [.text("true", type: "boolean")])
        }
    }

    @Test(arguments: [
        "go() while true do end", "go() while true do pcall(function() while true do end end) end",
        "go() table.sort({ 3, 1, 2 }, function() while true do end end)", "go() task.sleep(1e6)",
        "go() while true do pcall(task.sleep, 1e6) end",
        "h = task.spawn(function() while true do end end) go() task.wait(h)",
        "local a = {} for i = 1, 3 do a[i] = task.spawn(task.sleep, 1e6) end go() task.wait(table.unpack(a))",
        "setmetatable({}, { __tostring = function() go() while true do end end })",
    ])
    func anInterruptEndsTheInputAndNothingElse(_ input: String) async throws {
        try await converse(clock: .system) { (conversation) throws in
            let control = conversation.state.control
            conversation.state.register(
                LuaFunction("go") { _ in
                    try LuaThread.start { control.interruptInput() }
                    return .nothing
                })
            // One task that computes and one that waits go on, whichever of all is running when the interrupt comes.
            _ = try conversation.run("kept = 1 task.spawn(function() while not over do n = (n or 0) + 1 end end)")
            _ = try conversation.run("sleeper = task.spawn(task.sleep, 1e6)")
            let error = #expect(throws: LuaError.self) { try conversation.run(input) }
            #expect(error?.kind == .stopped)
            #expect(conversation.backgroundTasks.count == 2)
            #expect(try conversation.run("kept") == [number(1)])
            _ = try conversation.run("before = n task.sleep(0.02)")
            #expect(try conversation.run("n > before") == [.text("true", type: "boolean")])
            _ = try conversation.run("over = true")
        }
    }

    @Test func anInterruptBetweenInputsDoesNothing() async throws {
        try await converse { (conversation) throws in
            _ = try conversation.run("h = task.spawn(function() wait(1) return 'still here' end)")
            conversation.state.control.interruptInput()
            #expect(try conversation.run("task.wait(h)") == [.string("still here")])
        }
    }

    @Test func deadlocksEndTheInputThatWaits() async throws {
        try await converse { (conversation) throws in
            _ = try conversation.run(
                "a = task.spawn(function() task.sleep(1) task.wait(b) end) b = task.spawn(function() task.wait(a) end)")
            let error = #expect(throws: LuaError.self) { try conversation.run("task.wait(a)") }
            #expect(error?.message.contains("deadlock: every task waits for another") == true)
        }
    }

    @Test func activityTellsWhatTheInputWaitsFor() async throws {
        let activity = LuaActivity()
        let words = try await LuaThread.run {
            let interpreter = try Interpreter(clock: .system)
            let conversation = LuaConversation(interpreter.state, activity: activity)
            interpreter.state.register(
                LuaFunction("look") { _ in
                    .wait(
                        .operation("looking") { context in
                            context.status = "looking (2.1 s)"
                            while activity.words == "running" { await Task.yield() }
                            return [.string(activity.words ?? "nothing")]
                        })
                })
            let words = try conversation.run("look()") + conversation.run("task.wait(task.spawn(look))")
            conversation.close()
            return words
        }
        #expect(words == [.string("look: looking (2.1 s)"), .string("look: looking (2.1 s)")])
        #expect(activity.words == nil)
    }

    @Test func displaysShowWhatCopiesCannot() async throws {
        try await converse { (conversation) throws in
            var limits = LuaDisplay.Limits()
            limits.depth = 1
            limits.entries = 2
            let displays = try conversation.run(
                "(function() local t = { 1, 2, 3 } t.self = t return t, { {}, { 1 } }, "
                    + "function() end, print, setmetatable({}, { __tostring = function() return 'mine' end }), "
                    + "setmetatable({}, { __tostring = error }) end)()", limits: limits)
            var first = LuaDisplay.Table(), second = LuaDisplay.Table()
            first.sequence = [number(1), number(2)]
            first.sequenceCount = 3
            first.fields = [LuaDisplay.Field(.string("self"), .enclosingTable)]
            first.fieldCount = 1
            second.sequence = [.table(LuaDisplay.Table()), .deepTable]
            second.sequenceCount = 2
            #expect(displays[0] == .table(first))
            #expect(displays[1] == .table(second))
            #expect(displays[2] == .text("function <input:1>", type: "function"))
            #expect(displays[3] == .text("function <built in>", type: "function"))
            #expect(displays[4] == .text("mine", type: "table"))
            #expect(displays[5] == .text("table (its __tostring fails)", type: "table"))
        }
    }

    @Test func namesAreFoundBehindIndexTablesAndNoMetamethodRuns() async throws {
        try await converse { (conversation) throws in
            _ = try conversation.run(
                """
                ran = false
                base = { greet = print, size = 1 }
                object = setmetatable({ own = 1, list = { { deep = true } } }, { __index = base })
                trap = setmetatable({}, { __index = function() ran = true end, __pairs = function() ran = true end })
                loop = setmetatable({ me = 1 }, {}) getmetatable(loop).__index = loop
                """)
            let state = conversation.state
            #expect(state.fieldNames(along: ["object"]).map(\.name) == ["greet", "list", "own", "size"])
            #expect(state.fieldNames(along: ["object", "list", 1]) == [LuaFieldName("deep", type: "boolean")])
            #expect(state.fieldNames(along: ["object", "size"]) == [])
            #expect(state.fieldNames(along: ["nothing", "there"]) == [])
            _ = try conversation.run("handle = task.spawn(task.sleep, 0)")
            #expect(state.typeName(along: ["object", "list"]) == "table")
            #expect(state.typeName(along: ["handle"]) == "task")
            #expect(state.typeName(along: ["nothing", "there"]) == "nil")
            #expect(state.fieldNames(along: ["trap", "x"]) == [])
            #expect(state.fieldNames(along: ["loop"]).map(\.name) == ["me"])
            #expect(state.fieldNames().contains(LuaFieldName("object", type: "table")))
            #expect(try conversation.run("ran") == [.text("false", type: "boolean")])
            state.register(
                LuaFunction("name_of") { call in .values([call.globalName(at: 1).map { .string($0) } ?? .nil]) })
            #expect(
                try conversation.run("name_of(string.rep), name_of(base), name_of({}), name_of(nil)") == [
                    .string("string.rep"), .string("base"), .text("nil", type: "nil"), .text("nil", type: "nil"),
                ])
        }
    }
}
