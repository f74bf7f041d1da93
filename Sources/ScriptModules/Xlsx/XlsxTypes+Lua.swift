import Catalogue
package import LuaBridge
package import Spreadsheets

extension XlsxSheetChoice: LuaConvertible {
    package static var luaTypeName: String { "string|integer" }

    package init(lua: LuaValue) throws(LuaMismatch) {
        if case .string(let name) = lua {
            self = .named(name)
        } else if let number = try? Int(lua: lua) {
            guard number > 0 else { throw LuaMismatch("expected a sheet's number, from 1, got \(number)") }
            self = .numbered(number)
        } else {
            throw LuaMismatch(expected: Self.self, got: lua)
        }
    }

    package var lua: LuaValue {
        switch self {
        case .first: .nil
        case .named(let name): .string(name)
        case .numbered(let number): .integer(Int64(number))
        }
    }
}

extension XlsxRangeChoice: LuaConvertible {
    package static var luaTypeName: String { "string" }

    package init(lua: LuaValue) throws(LuaMismatch) {
        guard let range = XlsxRangeChoice(try String(lua: lua)) else {
            throw LuaMismatch(
                "expected a range such as \"B3:F100\", \"B3:F\", \"A:D\" or \"5:200\", or the name of one, got "
                    + lua.literal)
        }
        self = range
    }

    package var lua: LuaValue {
        switch self {
        case .cells(let range): .string(range.description)
        case .named(let name): .string(name)
        }
    }
}

extension XlsxError: LuaRaisable {
    package var luaErrorValue: LuaValue {
        guard case .table(var table) = ScriptError(.data, description).luaErrorValue else { return .nil }
        table[.file] = .string(file)
        table[.line] = row.lua
        return .table(table)
    }
}
