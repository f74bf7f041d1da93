import CLua

/// Puts a value together from what a visit in C tells of it.
///
/// The visit, whose Lua calls may raise, runs in C under a protected call; the callbacks here return before the next
/// of those calls is made.
final class LuaValueBuilder {
    private var tables: [OpenTable] = []
    private var result = LuaValue.nil
    private unowned let state: LuaState

    private struct OpenTable {
        var sequence: [LuaValue] = []
        var fields: [LuaValue: LuaValue] = [:]
        var key: LuaValue?
    }

    private init(state: LuaState) {
        self.state = state
    }

    static func copy(at index: Int32, on L: OpaquePointer, state: LuaState) throws -> LuaValue {
        let copy = LuaValueBuilder(state: state)
        var visitor = clua_visitor()
        visitor.context = Unmanaged.passUnretained(copy).toOpaque()
        visitor.nil = { builder(of: $0).add(.nil) }
        visitor.boolean = { builder(of: $0).add(.boolean($1)) }
        visitor.integer = { builder(of: $0).add(.integer($1)) }
        visitor.number = { builder(of: $0).add(.number($1)) }
        visitor.string = { builder(of: $0).add(LuaValue(bytes: UnsafeRawBufferPointer(start: $1, count: $2))) }
        visitor.null = { builder(of: $0).add(.null) }
        visitor.object = { builder(of: $0).addObject($1) }
        visitor.opaque = { builder(of: $0).addOpaque($1) }
        visitor.open = { builder(of: $0).open(hint: $1) }
        visitor.close = { builder(of: $0).close() }
        try state.reserve(1, on: L)
        guard clua_visit(L, index, &visitor) == LUA_OK else {
            let message = state.takeMessage(from: L)
            if message == LuaLimitError.memory.description { throw LuaLimitError.memory }
            if clua_is_stopping(state.vm) { throw LuaLimitError.stopped(message) }
            throw LuaError(.runtime, message)
        }
        return copy.result
    }

    private func add(_ value: LuaValue) {
        guard !tables.isEmpty else {
            result = value
            return
        }
        let last = tables.count - 1
        guard let key = tables[last].key else {
            tables[last].key = value
            return
        }
        tables[last].key = nil
        // Lua walks a sequence in order; what comes otherwise is sorted out when the table closes.
        if case .integer(let index) = key, index == Int64(tables[last].sequence.count) + 1 {
            tables[last].sequence.append(value)
        } else {
            tables[last].fields[key] = value
        }
    }

    private func addObject(_ box: UnsafeMutableRawPointer?) {
        guard let box, let object = Unmanaged<AnyObject>.fromOpaque(box).takeUnretainedValue() as? any LuaObject else {
            return add(.opaque(.userdata))
        }
        add(.object(LuaObjectReference(object)))
    }

    private func addOpaque(_ type: Int32) {
        switch type {
        case LUA_TFUNCTION: add(.opaque(.function))
        case LUA_TTHREAD: add(.opaque(.thread))
        default: add(.opaque(.userdata))
        }
    }

    private func open(hint: Int) {
        var table = OpenTable()
        table.sequence.reserveCapacity(min(hint, 1 << 16))
        tables.append(table)
    }

    private func close() {
        var table = tables.removeLast()
        while let next = table.fields.removeValue(forKey: .integer(Int64(table.sequence.count) + 1)) {
            table.sequence.append(next)
        }
        add(.table(LuaTable(array: table.sequence, fields: table.fields)))
    }
}

private func builder(of context: UnsafeMutableRawPointer?) -> LuaValueBuilder {
    // The visit was started with it, and C hands it back unchanged.
    guard let context else { preconditionFailure("a visit lost its builder") }
    return Unmanaged<LuaValueBuilder>.fromOpaque(context).takeUnretainedValue()
}
