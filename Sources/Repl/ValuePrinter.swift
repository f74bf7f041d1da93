import LuaBridge

/// Prints values for a person: lists of records as tables, other tables as Lua on as few lines as it takes.
struct ValuePrinter {
    var columns: Int
    /// Rows of a table of records, and elements of other lists, before the rest is only counted.
    var entries = 20
    var inColour = false
    /// Whether tables of records are fitted to the columns.
    var isFitted = true

    /// Puts the names of a record's fields in order, where one is known; others come by the alphabet.
    var fieldOrder: ([String]) -> [String]? = { _ in nil }
    /// Characters of a string inside a table.
    var innerStringLimit = 2_000

    private let stringLimit = 2_000

    /// The lines, one text.
    func text(of value: LuaDisplay) -> String {
        if case .table(let table) = value, let records = RecordTable(table, order: fieldOrder) {
            return records.lines(
                columns: isFitted ? columns : .max, rows: entries, inColour: inColour
            ).joined(separator: "\n")
        }
        if case .text(let text, _) = value {
            return text.split(separator: "\n", omittingEmptySubsequences: false).map { LuaText.escaped(String($0)) }
                .joined(separator: "\n")
        }
        return nested(value, indent: 0, before: 0)
    }

    /// - Parameter before: Columns that are taken on the first line already.
    private func nested(_ value: LuaDisplay, indent: Int, before: Int) -> String {
        let limit = indent + before > 0 ? innerStringLimit : stringLimit
        let flat = Self.flat(value, entries: entries, stringLimit: limit)
        guard case .table(let table) = value, indent + before + TextWidth.of(flat) > columns - 1 else { return flat }
        let inner = String(repeating: " ", count: indent + 2)
        var lines = table.sequence.prefix(entries).map { inner + nested($0, indent: indent + 2, before: 1) + "," }
        if table.sequenceCount > lines.count {
            lines.append(inner + "-- … and \((table.sequenceCount - lines.count).grouped) more")
        }
        let fields = inOrder(table).prefix(entries * 5)
        lines += fields.map { field in
            let key = Self.key(field.key) + " = "
            return inner + key + nested(field.value, indent: indent + 2, before: TextWidth.of(key) + 1) + ","
        }
        if table.fieldCount > fields.count {
            lines.append(inner + "-- … and \((table.fieldCount - fields.count).grouped) more fields")
        }
        return "{\n" + lines.joined(separator: "\n") + "\n" + String(repeating: " ", count: indent) + "}"
    }

    /// The fields in their declaration's order where they are a record's.
    private func inOrder(_ table: LuaDisplay.Table) -> [LuaDisplay.Field] {
        let sorted = Self.sorted(table.fields)
        let names = sorted.map { if case .string(.string(let name)) = $0.key { name } else { "" } }
        guard table.sequenceCount == 0, !names.contains(""), let order = fieldOrder(names) else { return sorted }
        return order.compactMap { name in names.firstIndex(of: name).map { sorted[$0] } }
    }

    /// The value on one line.
    static func flat(_ value: LuaDisplay, entries: Int, stringLimit: Int) -> String {
        switch value {
        case .string(let text): return LuaText.quoted(text, limit: stringLimit)
        case .text(let text, _): return LuaText.escaped(text)
        case .enclosingTable: return "{ -- itself }"
        case .deepTable: return "{ … }"
        case .table(let table):
            var parts = table.sequence.prefix(entries).map { flat($0, entries: entries, stringLimit: stringLimit) }
            if table.sequenceCount > parts.count {
                parts.append("… and \((table.sequenceCount - parts.count).grouped) more")
            }
            parts += sorted(table.fields).map { field in
                key(field.key) + " = " + flat(field.value, entries: entries, stringLimit: stringLimit)
            }
            if table.fieldCount > table.fields.count {
                parts.append("… and \((table.fieldCount - table.fields.count).grouped) more fields")
            }
            return parts.isEmpty ? "{}" : "{ " + parts.joined(separator: ", ") + " }"
        }
    }

    private static func key(_ key: LuaDisplay) -> String {
        if case .string(.string(let name)) = key, LuaText.isIdentifier(name) { return name }
        return "[" + flat(key, entries: 3, stringLimit: 200) + "]"
    }

    /// Numbers first, then strings, each in their order.
    static func sorted(_ fields: [LuaDisplay.Field]) -> [LuaDisplay.Field] {
        fields.sorted { order($0.key) < order($1.key) }
    }

    private static func order(_ key: LuaDisplay) -> (Int, Double, String) {
        switch key {
        case .text(let text, "number"): (0, Double(text) ?? .infinity, text)
        case .string(let text): (1, 0, LuaText.escaped(text))
        default: (2, 0, flat(key, entries: 3, stringLimit: 200))
        }
    }
}
