import Catalogue
import DurableRuns
import LuaBridge

/// Values of scripts as the cells of a table that people read: nothing nested is left, and no notation of a language.
enum PlainCells {
    /// How much of a text a cell holds: what a cell of a spreadsheet can.
    private static let longest = 32_767

    /// The cells of a value.
    ///
    /// A field of a record has its name, one of a nested record both names: `dataset.name`. Elements of a list share a
    /// cell, with semicolons between them.
    ///
    /// - Parameters:
    ///   - value: Any value; what no cell can show, such as a function, is left out.
    ///   - alone: The column of a value that is no record.
    ///   - order: Names of fields in the order in which they shall stand; empty for that of their declaration.
    static func of(_ value: LuaValue, alone: String, order: [String] = []) -> [ItemCell] {
        var cells = Cells()
        cells.add(value, named: "", order: order, depth: 0)
        return cells.list.map { ItemCell($0.name.isEmpty ? alone : $0.name, $0.texts.joined(separator: "; ")) }
    }

    private struct Cells {
        var list: [(name: String, texts: [String])] = []
        private var places: [String: Int] = [:]
        private static let deepest = 16

        mutating func add(_ value: LuaValue, named name: String, order: [String], depth: Int) {
            guard depth < Self.deepest else { return }
            guard case .table(let table) = value else {
                if let text = PlainCells.text(value) { put(text, in: name) }
                return
            }
            for element in table.array { add(element, named: name, order: [], depth: depth + 1) }
            for field in PlainCells.names(of: table, order) {
                let value = table.fields[field] ?? .nil
                // What an upload is waited for by is meant for programs.
                if field == "receipt", case .string(let text) = value, text.hasPrefix("{") { continue }
                let column = name.isEmpty ? field.shown : "\(name).\(field.shown)"
                add(value, named: column, order: [], depth: depth + 1)
            }
        }

        private mutating func put(_ text: String, in name: String) {
            if let place = places[name] {
                list[place].texts.append(text)
            } else {
                places[name] = list.count
                list.append((name, [text]))
            }
        }
    }

    /// The names of the fields of a record: as asked for, else in the order of its declaration, else by name.
    private static func names(of table: LuaTable, _ order: [String]) -> [LuaValue] {
        let texts = table.fields.keys.compactMap(\.text)
        let known = order.isEmpty ? AllModules.manual.order(of: texts) ?? [] : order.filter(Set(texts).contains)
        let listed = Set(known)
        let others = texts.filter { !listed.contains($0) }.sorted()
        return (known + others).map { .string($0) }
            + table.fields.keys.filter { $0.text == nil }.sorted { $0.shown < $1.shown }
    }

    /// The text of a cell; nil of what has none.
    private static func text(_ value: LuaValue) -> String? {
        switch value {
        case .nil, .null, .table, .object, .opaque: nil
        case .boolean(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .number(let number): Int64(exactly: number).map(String.init) ?? number.description
        case .string(let text): cut(text)
        case .bytes(let bytes): cut(String(decoding: bytes, as: UTF8.self))
        }
    }

    private static func cut(_ text: String) -> String {
        text.utf8.count <= longest ? text : text.prefix(longest - 1) + "…"
    }
}

extension LuaValue {
    /// The text of a string; nil of any other value.
    fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }
}
