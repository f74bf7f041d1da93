import LuaBridge
import RunJournal
import Synchronization

/// One item of a run while its function runs.
final class BulkItem: LuaObject, LuaConvertible {
    static let luaTypeName = "bulk.Item"

    private struct State {
        var path = ""
        var ordinals: [String: Int] = [:]
        var doubts: [(step: Step, error: RecordedError)] = []
        var stop: (any Error)?
        var isCutShort = false
        var held: [HeldWrite] = []
    }

    let run: BulkRun
    let record: RunItem
    /// What the script brought.
    let content: LuaValue
    /// The result of last time; nil for an item that was never done.
    let previous: LuaValue?
    /// Its steps; nil in a dry run.
    let steps: ItemSteps?
    private let state = Mutex(State())

    init(_ run: BulkRun, _ record: RunItem, _ content: LuaValue, previous: LuaValue? = nil) {
        self.run = run
        self.record = record
        self.content = content
        self.previous = previous
        steps = run.journal.map { ItemSteps(record, in: $0) }
    }

    init(lua: LuaValue) throws(LuaMismatch) {
        throw LuaMismatch(expected: Self.luaTypeName, got: lua)
    }

    var lua: LuaValue { .object(LuaObjectReference(self)) }

    /// The path of the task that runs the item's function.
    var path: String {
        get { state.withLock { $0.path } }
        set { state.withLock { $0.path = newValue } }
    }

    /// The place of the next write of a task: `0.1:2`.
    func nextPlace(_ path: String) -> String {
        let ordinal = state.withLock { state in
            state.ordinals[path, default: 0] += 1
            return state.ordinals[path, default: 0]
        }
        return "\(path):\(ordinal)"
    }

    /// Whether it was done before and is done again.
    var isAgain: Bool { previous != nil }

    /// The first of its steps that ended in doubt, whatever the function made of that.
    var doubt: RecordedError? { state.withLock { $0.doubts.first?.error } }

    /// Whether one of its writes was not let through because the script is being stopped.
    var isCutShort: Bool { state.withLock { $0.isCutShort } }

    /// Why the whole run has to end, if one of its steps met the reason.
    var stop: (any Error)? { state.withLock { $0.stop } }

    func markUncertain(_ step: Step, _ error: RecordedError) {
        state.withLock { state in
            state.doubts.removeAll { $0.step == step }
            state.doubts.append((step, error))
        }
    }

    /// Whether the function was told that it is not known what became of a step.
    func isInDoubt(_ step: Step) -> Bool { state.withLock { state in state.doubts.contains { $0.step == step } } }

    /// What became of a step is known now.
    func isCertain(_ step: Step) { state.withLock { $0.doubts.removeAll { $0.step == step } } }

    func markCutShort() { state.withLock { $0.isCutShort = true } }

    func requestStop(_ error: any Error) { state.withLock { $0.stop = $0.stop ?? error } }

    /// Another of its steps was asked for: writes that wait for one look again.
    func stepWasAsked() {
        let held = state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for write in held { write.release(.asked) }
    }

    /// Waits until another step of the item is asked for, or until none can be.
    func hold(_ task: LuaTaskContext) async throws -> HeldWrite.Reason {
        let write = HeldWrite()
        state.withLock { $0.held.append(write) }
        let number = task.hold(until: path) { write.release(.still) }
        defer { task.endHold(number) }
        let reason = await withTaskCancellationHandler {
            await write.wait()
        } onCancel: {
            write.release(.cancelled)
        }
        if reason == .cancelled { throw CancellationError() }
        return reason
    }
}

/// A write that waits for the other tasks of its item.
final class HeldWrite: Sendable {
    enum Reason: Sendable { case asked, still, cancelled }

    private struct State {
        var reason: Reason?
        var continuation: CheckedContinuation<Reason, Never>?
    }

    private let state = Mutex(State())

    func wait() async -> Reason {
        await withCheckedContinuation { continuation in
            let reason = state.withLock { state in
                if state.reason == nil { state.continuation = continuation }
                return state.reason
            }
            if let reason { continuation.resume(returning: reason) }
        }
    }

    func release(_ reason: Reason) {
        let continuation = state.withLock { state -> CheckedContinuation<Reason, Never>? in
            guard state.reason == nil else { return nil }
            state.reason = reason
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume(returning: reason)
    }
}
