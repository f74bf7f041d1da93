import ApiClients
import LuaBridge

/// How a run is to be gone through.
struct BulkOptions: Sendable {
    var onChange = ChangeHandling.warn
    var maxFailures: Int?
    var save: String?
    var isFresh = false
    /// Whether a row that cannot be an item ends the run.
    var stopsAtBadRow = false
    /// Whether the script names the items, so that a change of their content shows.
    var hasKeys = false
    /// Whether it is one function's, whose caller gets its error.
    var isSingle = false
    /// What services had let through when it began.
    var uses: [LinksService: PacingStatistics] = [:]
    /// How many items there are, where that is known.
    var total: Int?
}

/// What becomes of an item whose content changed since it was done.
enum ChangeHandling: String, LuaConvertible, CaseIterable {
    case warn, redo, skip
}

/// What becomes of a row that cannot be an item: it fails alone, or ends the run.
enum BadRowHandling: String, LuaConvertible, CaseIterable {
    case fail, stop
}

/// How many items may fail before a run is given up.
struct FailureLimit: LuaConvertible {
    static var luaTypeName: String { "integer" }
    var count: Int

    init(lua: LuaValue) throws(LuaMismatch) {
        count = try Int(lua: lua)
        guard count >= 0 else { throw LuaMismatch("expected a number from 0, got \(count)") }
    }

    var lua: LuaValue { count.lua }
}

/// The name of a run.
struct RunName: LuaConvertible {
    static var luaTypeName: String { "string" }
    var text: String

    init(lua: LuaValue) throws(LuaMismatch) {
        text = try String(lua: lua)
        guard !text.isEmpty else { throw LuaMismatch("expected a name, got an empty string") }
    }

    var lua: LuaValue { .string(text) }
}
