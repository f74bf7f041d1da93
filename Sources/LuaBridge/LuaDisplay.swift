import CLua

/// A Lua value as it is told to a person: nothing that a script can have is refused, long and deep parts are left out.
package indirect enum LuaDisplay: Sendable, Hashable {
    case string(LuaValue)
    /// A number, nil, a function, an object … in Lua's own words.
    case text(String, type: String)
    case table(Table)
    /// The table that this stands in.
    case enclosingTable
    /// A table nested deeper than was asked for.
    case deepTable

    package struct Table: Sendable, Hashable {
        package var sequence: [LuaDisplay] = []
        /// How many elements the sequence has, those left out included.
        package var sequenceCount = 0
        /// Other keys, in no order.
        package var fields: [Field] = []
        /// How many other keys there are, those left out included.
        package var fieldCount = 0

        package init() {}
    }

    package struct Field: Sendable, Hashable {
        package var key: LuaDisplay
        package var value: LuaDisplay

        package init(_ key: LuaDisplay, _ value: LuaDisplay) {
            (self.key, self.value) = (key, value)
        }
    }

    /// How much of tables is told.
    package struct Limits: Sendable {
        /// Tables inside tables.
        package var depth = 6
        /// Elements of each table, and other keys.
        package var entries = 200

        package init() {}
    }
}

/// Puts a display together from what C tells of a value.
final class LuaDisplayBuilder {
    fileprivate var tables: [OpenTable] = []
    private var result: LuaDisplay?

    fileprivate struct OpenTable {
        var table = LuaDisplay.Table()
        var isInFields = false
        var key: LuaDisplay?
    }

    private init() {}

    /// Displays the value at `index`; runs its `__tostring`.
    static func display(
        at index: Int32, on L: OpaquePointer, state: LuaState, _ limits: LuaDisplay.Limits
    ) throws -> LuaDisplay {
        let whole = LuaDisplayBuilder()
        var display = clua_display()
        display.context = Unmanaged.passUnretained(whole).toOpaque()
        display.depth = Int32(clamping: min(limits.depth, CLUA_MAXIMUM_DEPTH - 1))
        display.entries = limits.entries
        display.string = {
            builder(of: $0)?.add(.string(LuaValue(bytes: UnsafeRawBufferPointer(start: $1, count: $2))))
        }
        display.text = { context, type, bytes, count in
            let text = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
            builder(of: context)?.add(.text(text, type: typeName(type)))
        }
        display.elided = { builder(of: $0)?.add($1 ? .enclosingTable : .deepTable) }
        display.open = { context, count in
            var open = OpenTable()
            open.table.sequenceCount = count
            builder(of: context)?.tables.append(open)
        }
        display.fields = { context in
            guard let whole = builder(of: context), !whole.tables.isEmpty else { return }
            whole.tables[whole.tables.count - 1].isInFields = true
        }
        display.close = { context, count in
            guard let whole = builder(of: context), var open = whole.tables.popLast() else { return }
            open.table.fieldCount = count
            whole.add(.table(open.table))
        }
        try state.reserve(1, on: L)
        guard clua_show(L, index, &display) == LUA_OK else { throw LuaError(.runtime, state.takeMessage(from: L)) }
        return whole.result ?? .text("nil", type: "nil")
    }

    fileprivate func add(_ value: LuaDisplay) {
        guard let last = tables.indices.last else {
            result = value
            return
        }
        if !tables[last].isInFields {
            tables[last].table.sequence.append(value)
        } else if let key = tables[last].key {
            tables[last].key = nil
            tables[last].table.fields.append(LuaDisplay.Field(key, value))
        } else {
            tables[last].key = value
        }
    }
}

private func builder(of context: UnsafeMutableRawPointer?) -> LuaDisplayBuilder? {
    context.map { Unmanaged<LuaDisplayBuilder>.fromOpaque($0).takeUnretainedValue() }
}

private func typeName(_ type: Int32) -> String {
    switch type {
    case LUA_TNIL: "nil"
    case LUA_TBOOLEAN: "boolean"
    case LUA_TNUMBER: "number"
    case LUA_TTABLE: "table"
    case LUA_TFUNCTION: "function"
    case LUA_TTHREAD: "thread"
    default: "userdata"
    }
}
