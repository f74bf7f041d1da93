import CLua
import Glibc
import Synchronization

/// Reaches a running script from other threads.
///
/// ```swift
/// let control = state.control
/// onInterrupt { control.stop(.interrupted(signal: SIGINT)) }
/// ```
///
/// Every method may be called from any thread, also by a signal handler's dispatch source, and returns at once.
/// Outlives its interpreter without harm: what it is asked then does nothing.
public final class LuaControl: Sendable {
    private struct Target: @unchecked Sendable {
        // Unchecked: the pointer is used under the lock only, for functions of the C that touch atomic fields only.
        var vm: UnsafeMutablePointer<clua_vm>?
        var stopped: LuaStop?
        var isLeaving = false
        var wake: (@Sendable () -> Void)?
    }

    private let target: Mutex<Target>
    /// Whether `target.stopped` is set, for who asks at every step.
    private let stopping = Atomic(false)

    init(_ vm: UnsafeMutablePointer<clua_vm>) {
        target = Mutex(Target(vm: vm))
    }

    /// Ends the script with an error that it cannot catch for good: each further instruction raises it again.
    ///
    /// Takes effect at the next Lua instruction, within microseconds; a C function that runs (a pathological pattern)
    /// has to return first. The first reason stays; a script that is leaving by `os.exit` is hurried.
    public func stop(_ reason: LuaStop) {
        let wake = target.withLock { target -> (@Sendable () -> Void)? in
            guard let vm = target.vm, target.stopped == nil || target.isLeaving else { return nil }
            target.stopped = target.stopped ?? reason
            stopping.store(true, ordering: .releasing)
            target.isLeaving = false
            clua_stop(vm, reason.message)
            return target.wake
        }
        wake?()
    }

    /// Notes that the script leaves by itself; its `__close` handlers still run.
    func leave(code: Int32) {
        target.withLock { target in
            guard target.stopped == nil else { return }
            target.stopped = .exit(code: code)
            stopping.store(true, ordering: .releasing)
            target.isLeaving = true
        }
    }

    /// Why the script was told to stop; nil if it was not.
    ///
    /// The first reason stays until ``clear()``.
    public var stopReason: LuaStop? { target.withLock { $0.stopped } }

    /// Whether the script was told to stop.
    ///
    /// Costs no lock, so a loop may ask in each turn.
    public var isStopping: Bool { stopping.load(ordering: .acquiring) }

    /// Throws if the script that runs is to end: called by a function whose arguments decide how long it takes.
    ///
    /// On the interpreter's thread. Costs an uncontended lock.
    ///
    /// - Throws: An error that the function lets pass; the script gets the true reason at its next instruction.
    public func endIfWanted() throws {
        let isEnding = target.withLock { target in target.vm.map { clua_is_ending($0) } ?? true }
        if isEnding { throw LuaCancelled() }
    }

    /// Asks the running task to let others run.
    ///
    /// From any thread. The task continues after the others that can run.
    package func slice() {
        request(CLUA_SLICE)
    }

    /// Has the interpreter report every task with its traceback; see ``LuaScheduler/onInspection``.
    ///
    /// From any thread, and while a script computes.
    public func inspect() {
        requestAndWake(CLUA_INSPECT)
    }

    /// Ends what a conversation's input is doing, and nothing else; see `LuaConversation`.
    package func interruptInput() {
        requestAndWake(CLUA_INTERRUPT)
    }

    /// Wakes a waiting conversation, which then checks whether it has work; see `LuaConversation`.
    package func wake() {
        target.withLock { $0.wake }?()
    }

    /// Lets scripts run again after a stop.
    ///
    /// For between two runs: tasks that the stop has ended stay ended.
    public func clear() {
        target.withLock { target in
            target.stopped = nil
            stopping.store(false, ordering: .releasing)
            target.isLeaving = false
            if let vm = target.vm { clua_clear_requests(vm) }
        }
    }

    private func requestAndWake(_ request: Int) {
        let wake = target.withLock { target -> (@Sendable () -> Void)? in
            guard let vm = target.vm else { return nil }
            clua_request(vm, Int32(request))
            return target.wake
        }
        wake?()
    }

    private func request(_ request: Int) {
        target.withLock { target in
            if let vm = target.vm { clua_request(vm, Int32(request)) }
        }
    }

    func setWake(_ wake: @escaping @Sendable () -> Void) {
        target.withLock { $0.wake = wake }
    }

    func close() {
        target.withLock { target in
            target.vm = nil
            target.wake = nil
        }
    }
}

/// Why a script is stopped.
///
/// The script cannot catch a stop; ``LuaError/kind-swift.property`` of what ends it is
/// ``LuaError/Kind-swift.enum/stopped``.
public enum LuaStop: Sendable, Hashable {
    /// Ctrl-C or a request of the host; the number is the signal's.
    case interrupted(signal: Int32)
    /// The time limit of the run.
    case timeLimit(Duration)
    /// The script asked for it: `os.exit(code)`.
    case exit(code: Int32)

    var message: String {
        switch self {
        case .interrupted(let signal): Self.words(for: signal)
        case .timeLimit(let limit): "stopped after \(limit), the time limit of this run"
        case .exit(let code): "exit with code \(code)"
        }
    }

    private static func words(for signal: Int32) -> String {
        switch signal {
        case SIGINT: "interrupted"
        case SIGTERM: "stopped by SIGTERM"
        case SIGHUP: "stopped by SIGHUP"
        default: "stopped by signal \(signal)"
        }
    }
}
