package import LuaBridge
import TerminalText

/// Values as Lua, on as few lines as it takes, with records' fields in the order of their declaration.
package struct ValueText: Sendable {
    package var columns: Int
    /// Elements of lists before the rest is only counted.
    package var entries = 20
    /// Puts the names of a record's fields in order, where one is known; others come by the alphabet.
    package var fieldOrder: @Sendable ([String]) -> [String]?
    /// Characters of a string inside a table.
    package var innerStringLimit = 2_000

    private let stringLimit = 2_000

    package init(columns: Int, fieldOrder: @escaping @Sendable ([String]) -> [String]? = { _ in nil }) {
        self.columns = columns
        self.fieldOrder = fieldOrder
    }

    /// The lines, one text.
    package func text(of value: LuaDisplay) -> String {
        nested(value, indent: 0, before: 0)
    }

    /// What `print` writes of a table: one line, but for a list of tables a line for each of them.
    ///
    /// Lines that are longer than a screen, which has a number of columns, are broken between fields and at blanks.
    package func printed(_ value: LuaDisplay) -> String {
        let isForScreen = columns != .max
        func line(_ value: LuaDisplay, indent: Int) -> String {
            isForScreen ? nested(value, indent: indent, before: 0) : flat(value)
        }
        guard case .table(let table) = value, table.fieldCount == 0, table.sequenceCount > 0,
            table.sequence.allSatisfy({ if case .table = $0 { true } else { false } })
        else { return line(value, indent: 0).wrappedLines(to: columns) }
        var lines = table.sequence.prefix(entries).map { "  " + line($0, indent: 2) + "," }
        if table.sequenceCount > lines.count {
            lines.append("  -- … and \((table.sequenceCount - lines.count).grouped) more")
        }
        return ("{\n" + lines.joined(separator: "\n") + "\n}").wrappedLines(to: columns)
    }

    /// - Parameter before: Columns that are taken on the first line already.
    private func nested(_ value: LuaDisplay, indent: Int, before: Int) -> String {
        let limit = indent + before > 0 ? innerStringLimit : stringLimit
        let flat = flat(value, stringLimit: limit)
        guard case .table(let table) = value, indent + before + TextWidth.of(flat) > columns - 1 else { return flat }
        let inner = String(repeating: " ", count: indent + 2)
        var lines = table.sequence.prefix(entries).map { inner + nested($0, indent: indent + 2, before: 1) + "," }
        if table.sequenceCount > lines.count {
            lines.append(inner + "-- … and \((table.sequenceCount - lines.count).grouped) more")
        }
        let fields = inOrder(table).prefix(entries * 5)
        lines += fields.map { field in
            let key = Self.key(field.key) + " = "
            let value = nested(field.value, indent: indent + 2, before: TextWidth.of(key) + 1)
            if case .string = field.value {
                // An address that does not fit beside its name may do so below it.
                let (below, beside) = (indent + 5 + TextWidth.of(value), indent + 3 + TextWidth.of(key + value))
                if beside > columns, below <= columns { return "\(inner)\(key.dropLast())\n\(inner)  \(value)," }
            }
            return inner + key + value + ","
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
    package func flat(_ value: LuaDisplay) -> String { flat(value, stringLimit: innerStringLimit) }

    private func flat(_ value: LuaDisplay, stringLimit: Int) -> String {
        switch value {
        case .string(let text): return LuaText.quoted(text, limit: stringLimit)
        case .text(let text, _): return LuaText.escaped(text)
        case .enclosingTable: return "{ -- itself }"
        case .deepTable: return "{ … }"
        case .table(let table):
            var parts = table.sequence.prefix(entries).map { flat($0, stringLimit: stringLimit) }
            if table.sequenceCount > parts.count {
                parts.append("… and \((table.sequenceCount - parts.count).grouped) more")
            }
            parts += inOrder(table).map { field in
                Self.key(field.key) + " = " + flat(field.value, stringLimit: stringLimit)
            }
            if table.fieldCount > table.fields.count {
                parts.append("… and \((table.fieldCount - table.fields.count).grouped) more fields")
            }
            return parts.isEmpty ? "{}" : "{ " + parts.joined(separator: ", ") + " }"
        }
    }

    private static func key(_ key: LuaDisplay) -> String {
        if case .string(.string(let name)) = key, LuaText.isIdentifier(name) { return name }
        return "[" + plain(key) + "]"
    }

    private static func plain(_ key: LuaDisplay) -> String {
        var text = ValueText(columns: .max)
        text.entries = 3
        return text.flat(key, stringLimit: 200)
    }

    /// Numbers first, then strings, each in their order.
    private static func sorted(_ fields: [LuaDisplay.Field]) -> [LuaDisplay.Field] {
        fields.sorted { order($0.key) < order($1.key) }
    }

    private static func order(_ key: LuaDisplay) -> (Int, Double, String) {
        switch key {
        case .text(let text, "number"): (0, Double(text) ?? .infinity, text)
        case .string(let text): (1, 0, LuaText.escaped(text))
        default: (2, 0, plain(key))
        }
    }
}
