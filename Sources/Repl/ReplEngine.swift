package import LuaBridge
import Glibc
import Synchronization

/// The thread of a REPL's interpreter: runs inputs, and between them the tasks in the background.
package final class ReplEngine: Sendable {
    private struct State {
        var jobs: [@Sendable (Result<LuaConversation, any Error>) -> Void] = []
        var control: LuaControl?
        var isClosed = false
        var end: End?
    }

    /// How the interpreter came to its end.
    package enum End: Sendable {
        /// It could not be made.
        case failed(any Error)
        /// By ``ReplEngine/close()``.
        case closed
        /// The script called `os.exit`.
        case left(code: Int32)
    }

    /// What the input is doing.
    package let activity = LuaActivity()
    private let state = Mutex(State())
    private let output: ReplOutput
    private let onInterrupt: @Sendable () -> Void

    /// - Parameters:
    ///   - output: Is woken when a result is there, and closed at the end.
    ///   - make: Makes the interpreter, on its thread; what it returns is used on that thread only.
    ///   - finish: Called with it on that thread when all tasks have ended: closes what was left open.
    ///   - onInterrupt: Called at each interrupt and at the end, from any thread: ends what holds the interpreter's
    ///     thread outside of Lua.
    package init(
        output: ReplOutput, make: @escaping @Sendable () throws -> LuaState,
        finish: @escaping @Sendable (LuaState) -> Void = { _ in }, onInterrupt: @escaping @Sendable () -> Void = {}
    ) {
        self.output = output
        self.onInterrupt = onInterrupt
        do {
            try LuaThread.start { self.serve(make, finish) }
        } catch {
            end(.failed(error))
        }
    }

    /// Does work with the conversation on the interpreter's thread, between inputs.
    package func perform<Value: Sendable>(
        _ work: @escaping @Sendable (LuaConversation) throws -> Value
    ) -> Pending<Value> {
        let pending = Pending<Value>()
        let wake = output.wake
        let job: @Sendable (Result<LuaConversation, any Error>) -> Void = { conversation in
            pending.resolve(Result { try work(try conversation.get()) })
            wake()
        }
        let (end, control) = state.withLock { state in
            if state.end == nil { state.jobs.append(job) }
            return (state.end, state.control)
        }
        if end != nil { job(.failure(ReplEnded())) }
        control?.wake()
        return pending
    }

    /// Ends what the input is doing; background tasks continue.
    package func interrupt() {
        state.withLock { $0.control }?.interruptInput()
        onInterrupt()
    }

    /// Ends what the input is doing and all background tasks.
    package func interruptEverything() {
        state.withLock { $0.control }?.stop(.interrupted(signal: SIGINT))
        onInterrupt()
    }

    /// Has the tasks reported, with their tracebacks; see ``LuaScheduler/onInspection``.
    package func inspect() {
        state.withLock { $0.control }?.inspect()
    }

    /// Cancels all tasks and ends the interpreter; ``end`` tells when it has ended.
    package func close() {
        let control = state.withLock { state in
            state.isClosed = true
            return state.control
        }
        control?.interruptInput()
        control?.wake()
        onInterrupt()
    }

    /// Whether the script has called `os.exit`, though not all may have ended yet.
    var hasLeft: Bool {
        let (control, end) = state.withLock { ($0.control, $0.end) }
        if case .left = end { return true }
        return control.map(hasLeft) ?? false
    }

    /// How the interpreter ended; nil while it runs.
    package var end: End? { state.withLock { $0.end } }

    private func serve(_ make: () throws -> LuaState, _ finish: (LuaState) -> Void) {
        do {
            let lua = try make()
            lua.bindToCurrentThread()
            let control = lua.control
            state.withLock { $0.control = control }
            let conversation = LuaConversation(lua, activity: activity)
            conversation.serve {
                runJobs(conversation)
                return state.withLock { $0.isClosed } || hasLeft(control)
            }
            hurry(control)
            conversation.close()
            finish(lua)
            if case .exit(let code) = control.stopReason { end(.left(code: code)) } else { end(.closed) }
        } catch {
            end(.failed(error))
        }
    }

    private func runJobs(_ conversation: LuaConversation) {
        let control = conversation.state.control
        while !hasLeft(control) {
            let job = state.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
            guard let job else { return }
            job(.success(conversation))
        }
    }

    private func hasLeft(_ control: LuaControl) -> Bool {
        if case .exit = control.stopReason { return true }
        return false
    }

    /// Tasks that are cancelled may put things in order first, but not for ever.
    private func hurry(_ control: LuaControl) {
        do {
            try LuaThread.start {
                sleep(2)
                control.stop(.interrupted(signal: SIGTERM))
            }
        } catch {
            control.stop(.interrupted(signal: SIGTERM))
        }
    }

    private func end(_ end: End) {
        let jobs = state.withLock { state in
            state.end = end
            state.control = nil
            defer { state.jobs = [] }
            return state.jobs
        }
        for job in jobs { job(.failure(ReplEnded())) }
        output.close()
        output.wake()
    }
}

/// The interpreter has ended before the work was begun.
struct ReplEnded: Error, CustomStringConvertible {
    var description: String { "the interpreter has ended" }
}
