package import LuaBridge

extension ScriptError: LuaRaisable {
    /// The fields of an error value, for annotations and help.
    package static let fields = ErrorField.allCases.map {
        Signature.Field(name: $0.rawValue, type: $0.type, summary: $0.summary)
    }

    package var luaErrorValue: LuaValue {
        var table = LuaTable()
        for field in ErrorField.allCases { table[field] = self[field].lua }
        return .table(table)
    }
}

extension LuaTable {
    /// A field of an error value.
    package subscript(field: ErrorField) -> LuaValue {
        get { self[field.rawValue] }
        set { self[field.rawValue] = newValue }
    }
}

extension ScriptError.FieldValue? {
    fileprivate var lua: LuaValue {
        switch self {
        case .text(let text): .string(text)
        case .number(let number): .integer(Int64(number))
        case .lines(let lines): lines.lua
        case .rows(let rows): .table(LuaTable(array: rows.map(\.lua)))
        case .flag: true
        case nil: .nil
        }
    }
}

extension RowFault {
    fileprivate var lua: LuaValue {
        var table: LuaTable = ["message": .string(message)]
        table["row"] = row.map { .integer(Int64($0)) } ?? .nil
        table["column"] = column.map { .string($0) } ?? .nil
        return .table(table)
    }
}

/// An error of the host's own is raised as what it is to scripts.
extension LuaRaisable where Self: ScriptErrorConvertible {
    package var luaErrorValue: LuaValue { scriptError.luaErrorValue }
}
