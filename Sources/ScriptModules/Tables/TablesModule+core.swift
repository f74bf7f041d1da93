import CRows
import Catalogue
import LuaBridge

/// The functions of which `tables.lua` makes its iterators, as it calls them.
extension TablesModule {
    /// Rows of more fields are made only if the script may hold them.
    private static let fewFields = 200
    /// What Lua takes for a field at most, with its table's spare ones.
    private static let fieldSize = 80

    /// All of them, by name.
    var core: LuaTable {
        var table = LuaTable()
        for function in [fault, missing, shown, text, keyText, joined, sorter, add, finish, following] {
            table[function.name] = .function(function)
        }
        return table
    }

    /// `fault(name, place, words)`: raises what is wrong with a row; `place` may be nil.
    private var fault: LuaFunction {
        LuaFunction("fault") { call in
            let (name, place) = (try call.string(at: 1), try String?(lua: try call.value(at: 2)))
            let words = [place, try call.string(at: 3)].compactMap(\.self).joined(separator: ": ")
            throw ScriptError(.data, "\(name): \(words)", call: name)
        }
    }

    /// `missing(row, column)` → words: says that a row has no such column.
    private var missing: LuaFunction {
        LuaFunction("missing") { call in
            .values([.string(MissingColumn.words([try call.string(at: 2)], in: try call.value(at: 1)))])
        }
    }

    /// `shown(name)` → text: the name of a field as a person reads it.
    private var shown: LuaFunction {
        LuaFunction("shown") { call in
            let name = try call.value(at: 1)
            guard case .string = name else { return .values([.string("[\(name.literal)]")]) }
            return .values([name])
        }
    }

    /// `text(value)` → text: a value as a file has it; `""` for none.
    private var text: LuaFunction {
        LuaFunction("text") { call in
            let value = try call.value(at: 1)
            guard let bytes = KeyText.bytes(of: value) else { return .values([value]) }
            return .values([LuaValue(bytes: bytes)])
        }
    }

    /// `key_text(value, count, may_be_empty)` → text, shown: one text for a key of one value or of a list of `count`;
    /// nothing for a key that is none.
    private var keyText: LuaFunction {
        LuaFunction("key_text") { call in
            let value = try call.value(at: 1)
            let count = try Int?(lua: try call.value(at: 2))
            let mayBeEmpty = try call.value(at: 3) == .boolean(true)
            var values = [value]
            if let count, case .table(let list) = value {
                values = (0..<max(0, count)).map { index in
                    // Behind a gap the values are fields by number.
                    index < list.array.count ? list.array[index] : list.fields[.integer(Int64(index + 1))] ?? .nil
                }
            }
            guard let key = KeyText(values, mayBeEmpty: mayBeEmpty) else { return .nothing }
            return .values([LuaValue(bytes: key.bytes), .string(key.shown)])
        }
    }

    /// `joined(row, other, columns)` → joined: the row with the columns of another, which may be nil; or nil and the
    /// place in the list of the first that both have.
    private var joined: LuaFunction {
        LuaFunction("joined") { call in
            let fields = crow_joined_fields(call.L, 1, 3)
            if fields > Self.fewFields { try memory?.require(fields * Self.fieldSize) }
            let twice = crow_join(call.L, 1, 2, 3, fields)
            return twice == 0 ? .pushed(1) : .values([.nil, .integer(Int64(twice))])
        }
    }

    /// `sorter(is_descending, has_numbers)` → sorter: what collects rows.
    private var sorter: LuaFunction {
        LuaFunction("sorter") { call in
            let sorter = try RowSorter(
                isDescending: try call.value(at: 1) == .boolean(true),
                hasNumbers: try call.value(at: 2) == .boolean(true),
                files: files, memory: memory)
            return .values([.object(LuaObjectReference(sorter))])
        }
    }

    /// `add(sorter, row, place, key, count, kinds)`: collects a row.
    private var add: LuaFunction {
        LuaFunction("add") { call in
            try call.object(RowSorter.self, at: 1).add(call)
            return .nothing
        }
    }

    /// `finish(sorter)`: no more rows come.
    private var finish: LuaFunction {
        LuaFunction("finish") { call in
            try call.object(RowSorter.self, at: 1).finish()
            return .nothing
        }
    }

    /// `next(sorter, kinds)` → row, place: the next row in order; nothing at the end.
    private var following: LuaFunction {
        LuaFunction("next") { call in try call.object(RowSorter.self, at: 1).pushNext(call) }
    }
}

/// A key of rows as one text, by which two rows are told apart: `7`, `7.0` and `"7"` are one.
private struct KeyText {
    var bytes: [UInt8] = []
    let shown: String

    /// nil if a value is none that a file could hold, or is empty.
    init?(_ values: [LuaValue], mayBeEmpty: Bool) {
        var parts: [[UInt8]] = []
        for value in values {
            guard let part = Self.bytes(of: value), mayBeEmpty || !part.isEmpty else { return nil }
            parts.append(part)
        }
        guard !parts.isEmpty || mayBeEmpty else { return nil }
        shown = parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ", ")
        if parts.count == 1 {
            bytes = parts[0]
        } else {
            for part in parts { bytes += Array("\(part.count):".utf8) + part }
        }
    }

    /// A value as a file has it; nil for a table, a function or another object.
    static func bytes(of value: LuaValue) -> [UInt8]? {
        switch value {
        case .nil, .null: []
        case .string(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        case .boolean(let boolean): Array("\(boolean)".utf8)
        case .integer(let integer): Array("\(integer)".utf8)
        case .number(let number): Array((Int64(exactly: number).map { "\($0)" } ?? "\(number)").utf8)
        default: nil
        }
    }
}
