import LuaBridge
import RunJournal
import Synchronization

/// One item of a run while its function is under way.
final class BulkItem: LuaObject, LuaConvertible {
    static let luaTypeName = "bulk.Item"

    private struct State {
        var ordinals: [String: Int] = [:]
        /// Steps that are recorded as sent and not as ended.
        var open: Set<Step> = []
        var doubt: RecordedError?
        var stop: (any Error)?
        var isCutShort = false
    }

    let run: BulkRun
    let record: RunItem
    /// The result of last time; nil for an item that was never done.
    let previous: LuaValue?
    private let state = Mutex(State())

    init(_ run: BulkRun, _ record: RunItem, previous: LuaValue? = nil) {
        self.run = run
        self.record = record
        self.previous = previous
    }

    init(lua: LuaValue) throws(LuaMismatch) {
        throw LuaMismatch(expected: Self.luaTypeName, got: lua)
    }

    var lua: LuaValue { .object(LuaObjectReference(self)) }

    /// The next step of a task of the item's function; `path` begins with the path of the item's own task.
    func nextStep(path: String, call: String, arguments: [UInt8]) -> Step {
        let ordinal = state.withLock { state in
            state.ordinals[path, default: 0] += 1
            return state.ordinals[path, default: 0]
        }
        return Step(record, path: path, ordinal: ordinal, call: call, arguments: arguments)
    }

    /// Whether it was done before and is done again.
    var isAgain: Bool { previous != nil }

    /// The first of its steps that ended in doubt, whatever the function made of that.
    var doubt: RecordedError? { state.withLock { $0.doubt } }

    /// The steps of this pass that may have happened and whose end is not known.
    var open: Set<Step> { state.withLock { $0.open } }

    /// Whether one of its writes was not let through because the script is being stopped.
    var isCutShort: Bool { state.withLock { $0.isCutShort } }

    /// Why the whole run has to end, if one of its steps met the reason.
    var stop: (any Error)? { state.withLock { $0.stop } }

    func opens(_ step: Step) { state.withLock { _ = $0.open.insert(step) } }

    func closes(_ step: Step) { state.withLock { _ = $0.open.remove(step) } }

    func endedInDoubt(_ error: RecordedError) { state.withLock { $0.doubt = $0.doubt ?? error } }

    func cutShort() { state.withLock { $0.isCutShort = true } }

    func stopsRun(_ error: any Error) { state.withLock { $0.stop = $0.stop ?? error } }
}
