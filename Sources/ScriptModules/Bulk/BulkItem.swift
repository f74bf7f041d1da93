import LuaBridge
import RunJournal
import Synchronization

/// One item of a run while its function is under way.
final class BulkItem: LuaObject, LuaConvertible {
    static let luaTypeName = "bulk.Item"

    private struct State {
        var ordinals: [String: Int] = [:]
        var isUncertain = false
        var stop: (any Error)?
    }

    let run: BulkRun
    let record: RunItem
    private let state = Mutex(State())

    init(_ run: BulkRun, _ record: RunItem) {
        self.run = run
        self.record = record
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

    /// Whether one of its steps ended in doubt, whatever the function made of that.
    var isUncertain: Bool { state.withLock { $0.isUncertain } }

    /// Why the whole run has to end, if one of its steps met the reason.
    var stop: (any Error)? { state.withLock { $0.stop } }

    func endedInDoubt() { state.withLock { $0.isUncertain = true } }

    func stopsRun(_ error: any Error) { state.withLock { $0.stop = $0.stop ?? error } }
}
