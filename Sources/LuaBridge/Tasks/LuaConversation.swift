import CLua

/// One interpreter to which a person gives one input after the other.
///
/// Each input runs as a task. Tasks that it spawns and does not wait for continue after it has ended, as children of
/// nobody: their errors go to ``LuaScheduler/onUnobservedError``. An error of the input ends those that it spawned, as
/// it does in a script. Belongs to the interpreter's thread; other threads use the interpreter's ``LuaControl``.
package final class LuaConversation {
    /// An object, so that a step of a task looks at no more than whether there is one.
    final class State {
        var input: LuaTask?
        var isInterrupting = false
        /// Results are being told, which may run a `__tostring`.
        var isShowing = false
        let activity: LuaActivity

        init(activity: LuaActivity) {
            self.activity = activity
        }
    }

    package let state: LuaState
    private let dialogue: State
    private var scheduler: LuaScheduler { state.scheduler }
    private var numbered: Int32 = 0

    /// A conversation with an interpreter that runs no script.
    ///
    /// - Parameters:
    ///   - state: The interpreter; it stays the caller's.
    ///   - activity: Learns what the input is doing.
    package init(_ state: LuaState, activity: LuaActivity = LuaActivity()) {
        self.state = state
        dialogue = State(activity: activity)
        state.scheduler.policy = .conversation(dialogue)
    }

    /// Runs an input, tried as an expression first, until it has ended, and gives its values.
    ///
    /// The values become the globals `_1`, `_2` …, the first one also `_`; where there are none these stay as they are.
    ///
    /// - Throws: ``LuaError``. Its kind is ``LuaError/Kind/syntax(wantsMoreInput:)`` where nothing was run, and
    ///   ``LuaError/Kind/stopped`` after ``LuaControl/interruptInput()``.
    package func run(
        _ text: String, name: String = "=input", limits: LuaDisplay.Limits = .init()
    ) throws -> [LuaDisplay] {
        try load(text, name: name)
        return try runLoaded(limits)
    }

    /// Runs a whole file, as a script's text, in this conversation.
    ///
    /// - Throws: ``LuaError``.
    package func run(chunk: some Collection<UInt8>, name: String) throws {
        try state.load(chunk, name: name)
        _ = try runLoaded(.init())
    }

    /// Compiles an input and leaves it on the stack.
    private func load(_ text: String, name: String) throws {
        var isUnfinishedExpression = false
        do {
            return try state.load(Array("return ".utf8) + Array(text.utf8), name: name)
        } catch let error as LuaError {
            isUnfinishedExpression = isUnfinished(error, "return " + text)
        }
        do {
            try state.load(text.utf8, name: name)
        } catch var error as LuaError {
            guard case .syntax = error.kind else { throw error }
            // `1 +` begins an expression and no statement.
            error.kind = .syntax(wantsMoreInput: isUnfinishedExpression || isUnfinished(error, text))
            throw error
        }
    }

    /// Whether another line could complete a text, which it cannot where a string in quotes is open.
    private func isUnfinished(_ error: LuaError, _ text: String) -> Bool {
        guard error.kind == .syntax(wantsMoreInput: true) else { return false }
        do {
            try state.load((text + "\n").utf8, name: "=input")
            clua_pop(state.L, 1)
            return false
        } catch let error as LuaError {
            return error.kind == .syntax(wantsMoreInput: true)
        } catch {
            return false
        }
    }

    private func runLoaded(_ limits: LuaDisplay.Limits) throws -> [LuaDisplay] {
        // An interrupt that came too late for the input before is not meant for this one.
        _ = clua_take_interrupt(state.vm)
        let L = state.L, base = lua_gettop(L) - 1
        let input = try scheduler.makeTask(arguments: 0, on: L, segment: nil)
        dialogue.input = input
        defer {
            endInput()
            lua_settop(L, base)
        }
        scheduler.runUntilEnd(of: input)
        do {
            if case .failure(let error, _) = input.phase.ending { throw error }
            let count = try takeResults(of: input)
            state.vm.pointee.copied = 0
            keepResults(count)
            dialogue.isShowing = true
            return try (0..<count).map {
                try LuaDisplayBuilder.display(at: base + 1 + $0, on: L, state: state, limits)
            }
        } catch var error as LuaError {
            if dialogue.isInterrupting { error.kind = .stopped }
            throw error
        }
    }

    private func endInput() {
        let wasInterrupted = dialogue.isInterrupting
        dialogue.input = nil
        dialogue.isInterrupting = false
        dialogue.isShowing = false
        dialogue.activity.note(.nothing)
        if case .interrupted = state.control.stopReason {
            state.control.clear()
        } else if wasInterrupted, !state.control.isStopping {
            clua_take_stop_back(state.vm)
        }
    }

    private func takeResults(of input: LuaTask) throws(LuaError) -> Int32 {
        do throws(LuaLimitError) {
            return try scheduler.pushResults(of: input, limit: .max, on: state.L)
        } catch {
            throw LuaError(.runtime, error.description)
        }
    }

    /// Sets `_`, `_1` … to the values on top of the stack.
    private func keepResults(_ count: Int32) {
        guard count > 0 else { return }
        let L = state.L, first = lua_gettop(L) - count + 1
        func set(_ name: String, at index: Int32?) {
            lua_rawgeti(L, clua_registry_index(), lua_Integer(LUA_RIDX_GLOBALS))
            state.push(name, on: L)
            if let index { lua_pushvalue(L, index) } else { lua_pushnil(L) }
            lua_rawset(L, -3)
            clua_pop(L, 1)
        }
        set("_", at: first)
        for offset in 0..<max(count, numbered) { set("_\(offset + 1)", at: offset < count ? first + offset : nil) }
        numbered = count
    }

    /// Whether an input could stand in a script as it is, which an expression alone cannot.
    package func isStatement(_ text: String) -> Bool {
        guard (try? state.load(text.utf8, name: "=input")) != nil else { return false }
        clua_pop(state.L, 1)
        return true
    }

    /// Lets background tasks run until `isDone`, which is asked after every step and after ``LuaControl/wake()``.
    package func serve(until isDone: () -> Bool) {
        scheduler.serve(until: isDone)
    }

    /// The tasks in the background, and what each waits for.
    package var backgroundTasks: [String] {
        scheduler.tree.all.map { "\($0.name): \($0.waitDescription)" }
    }

    /// Cancels all tasks in the background; they end when they next wait.
    package func cancelBackgroundTasks() {
        for task in scheduler.tree.all { scheduler.cancel(task) }
    }

    /// Ends all tasks and waits until they have ended.
    package func close() {
        cancelBackgroundTasks()
        scheduler.serve { scheduler.tree.roots.isEmpty }
        scheduler.policy = .script
    }
}
