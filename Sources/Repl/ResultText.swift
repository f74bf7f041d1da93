import Catalogue
import JSONTape
import LuaBridge
import TextFormats

/// A result as CSV, JSON or Markdown: whole, and as it is, without anything made visible.
struct ResultText {
    /// Puts the names of a record's fields in order, where one is known; others come by the alphabet.
    var fieldOrder: ([String]) -> [String]? = { _ in nil }

    /// - Returns: The lines, one text without a line break at its end.
    func text(of value: LuaDisplay, as mode: ResultMode) -> String {
        switch mode {
        case .json: json(value, indent: 0)
        case .csv: rows(of: value).map(CSVRowEncoder.record).joined(separator: "\n")
        case .md: markdown(value)
        case .table, .lua: ValueText(columns: 100, fieldOrder: { _ in nil }).text(of: value)
        }
    }

    /// The header, and a row for each record or list; a single row for what is neither.
    private func rows(of value: LuaDisplay) -> [[String]] {
        guard case .table(let table) = value else {
            if case .text("nil", _) = value { return [] }
            return [[Self.plain(value)]]
        }
        let elements = table.sequenceCount == 0 ? [value] : table.sequence
        let records = elements.map { element -> [String: LuaDisplay]? in
            guard case .table(let record) = element, record.sequenceCount == 0 else { return nil }
            return Dictionary(
                record.fields.map { (Self.plain($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
        }
        let names = Set(records.compactMap(\.self).flatMap(\.keys)).sorted()
        if !records.contains(nil), !names.isEmpty {
            let columns = fieldOrder(names) ?? names
            return [columns] + records.map { record in columns.map { record?[$0].map(cell) ?? "" } }
        }
        if table.sequenceCount == 0 { return [] }
        return elements.map { element in
            guard case .table(let list) = element, list.fieldCount == 0 else { return [cell(element)] }
            return list.sequence.map(cell)
        }
    }

    private func cell(_ value: LuaDisplay) -> String {
        if case .table = value { return json(value, indent: nil) }
        return Self.plain(value)
    }

    private static func plain(_ value: LuaDisplay) -> String {
        switch value {
        case .string(.string(let text)): text
        case .string(.bytes(let bytes)): String(decoding: bytes, as: UTF8.self)
        case .text("nil", _): ""
        case .text(let text, _): text
        default: ""
        }
    }

    private func markdown(_ value: LuaDisplay) -> String {
        let rows = rows(of: value)
        guard let header = rows.first, rows.count > 1 || header.count > 1 else {
            return rows.first?.first.map(Self.markdownCell) ?? ""
        }
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        let body = rows.dropFirst().map { line($0.map(Self.markdownCell)) }
        return ([line(header.map(Self.markdownCell)), line(header.map { _ in "---" })] + body).joined(separator: "\n")
    }

    private static func markdownCell(_ text: String) -> String {
        text.replacing("|", with: "\\|").split(separator: "\n", omittingEmptySubsequences: false).joined(
            separator: "<br>")
    }

    /// - Parameter indent: Blanks before the value's own lines; nil for one line.
    private func json(_ value: LuaDisplay, indent: Int?) -> String {
        guard case .table(let table) = value else { return Self.json(scalar: value) }
        let isList = table.sequenceCount > 0 && table.fieldCount == 0
        let inner = indent.map { $0 + 2 }
        var parts: [String] = []
        if isList {
            parts = table.sequence.map { json($0, indent: inner) }
        } else {
            let elements = table.sequence.enumerated().map { (name: "\($0.offset + 1)", value: $0.element) }
            let fields = elements + table.fields.map { (name: Self.plain($0.key), value: $0.value) }
            let values = Dictionary(fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
            let names = fieldOrder(values.keys.sorted()) ?? values.keys.sorted()
            parts = names.compactMap { name in
                values[name].map { "\(JSONText.literal(name)):\(indent == nil ? "" : " ")\(json($0, indent: inner))" }
            }
        }
        let (open, close) = isList ? ("[", "]") : ("{", "}")
        guard !parts.isEmpty else { return open + close }
        guard let indent else { return open + parts.joined(separator: ",") + close }
        let margin = String(repeating: " ", count: indent + 2)
        return "\(open)\n" + parts.map { margin + $0 }.joined(separator: ",\n")
            + "\n\(String(repeating: " ", count: indent))\(close)"
    }

    private static func json(scalar value: LuaDisplay) -> String {
        switch value {
        case .text("nil", _): "null"
        case .text(let text, "boolean"): text
        case .text(let text, "number"): text.contains(where: { "in".contains($0) }) ? "null" : text
        // `json.null`.
        case .text("null", _): "null"
        default: JSONText.literal(plain(value))
        }
    }
}
