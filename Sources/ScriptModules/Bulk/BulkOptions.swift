import DurableRuns
import LuaBridge

/// What `bulk.each` was told about a run, read once: Lua hands it on as it is.
final class BulkSettings: LuaObject {
    static let luaTypeName = "bulk.Settings"

    let run: RunOptions
    /// The file of `save`.
    let save: String?

    init(_ run: RunOptions, save: String?) {
        self.run = run
        self.save = save
    }
}

/// The options of a call of `bulk.each`: those of the run, and those of its loop, which is Lua.
struct EachOptions: Sendable {
    var settings: BulkSettings
    var workers: WorkerCount
    var onBadRow: BadRowHandling

    /// What `bulk.lua` gets: the settings, the number of workers, and `on_bad_row`.
    var values: [LuaValue] { [.object(LuaObjectReference(settings)), workers.lua, onBadRow.lua] }
}

extension RunOptions.ChangeHandling: LuaConvertible {}

/// What becomes of a row that cannot be an item: it fails alone, or ends the run.
enum BadRowHandling: String, LuaConvertible, CaseIterable {
    case fail, stop
}

/// What becomes of a function of `bulk.once` that was cut off.
enum OnceCut: String, LuaConvertible, CaseIterable {
    case `repeat`, uncertain
}

/// What names an item: the name of a field, or a function.
struct ItemKeyChoice: LuaConvertible {
    static var luaTypeName: String { "string|fun(item: any): string" }
    /// nil for a function, which stays in Lua.
    var field: String?

    init(lua: LuaValue) throws(LuaMismatch) {
        switch lua {
        case .string(let name) where !name.isEmpty: field = name
        case .opaque(.function): field = nil
        default: throw LuaMismatch(expected: "the name of a field, or a function", got: lua)
        }
    }

    var lua: LuaValue { field.map { .string($0) } ?? .nil }
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
