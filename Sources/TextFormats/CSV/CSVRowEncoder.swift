package import LuaBridge
import SystemFiles

/// Turns rows into the bytes of records.
package struct CSVRowEncoder: Sendable {
    private let file: String
    private let columns: [String]
    private let indices: [LuaValue: Int]
    private let separator: UInt8
    private let lineEnd: [UInt8]

    package init(file: String, columns: [String], separator: UInt8, lineEnd: [UInt8]) {
        self.file = file
        self.columns = columns
        self.separator = separator
        self.lineEnd = lineEnd
        indices = Dictionary(zip(columns.map(LuaValue.string), 0...)) { first, _ in first }
    }

    package func appendHeader(to buffer: inout [UInt8]) {
        appendRecord(columns.map { Array($0.utf8) }, to: &buffer)
    }

    package func append(_ row: LuaTable, to buffer: inout [UInt8]) throws(CSVError) {
        var fields = [[UInt8]](repeating: [], count: columns.count)
        guard row.array.count <= columns.count else { throw tooMany(row.array.count) }
        for (index, value) in row.array.enumerated() { fields[index] = try bytes(of: value, index) }
        var hasNames = false
        for (key, value) in row.fields {
            let index = try index(of: key, in: row)
            if case .integer = key {} else { hasNames = true }
            fields[index] = try bytes(of: value, index)
        }
        if hasNames && !row.array.isEmpty { throw error("a row has values either by position or by column, not both") }
        appendRecord(fields, to: &buffer)
    }

    /// Of the names that are no column, the first by its bytes: Lua's own order differs from run to run.
    private func firstForeign(_ row: LuaTable) -> String? {
        row.fields.keys.compactMap { key in
            if case .string(let name) = key, indices[key] == nil { name } else { nil }
        }.min()
    }

    private func index(of key: LuaValue, in row: LuaTable) throws(CSVError) -> Int {
        switch key {
        // A sequence with gaps: { "a", nil, "c" }.
        case .integer(let position) where position >= 1:
            guard position <= columns.count else { throw tooMany(Int(position)) }
            return Int(position) - 1
        case .string(let name):
            guard let index = indices[key] else { throw noColumn("'\(firstForeign(row) ?? name)'") }
            return index
        case .bytes(let name): throw noColumn("'\(String(decoding: name, as: UTF8.self))'")
        case .integer(let number): throw noColumn("\(number)")
        case .number(let number): throw noColumn("\(number)")
        default: throw noColumn("of type \(key.typeName)")
        }
    }

    private func bytes(of value: LuaValue, _ index: Int) throws(CSVError) -> [UInt8] {
        switch value {
        case .nil, .null: return []
        case .boolean(let flag): return Array((flag ? "true" : "false").utf8)
        case .integer(let number): return Array(String(number).utf8)
        case .string(let text): return Array(text.utf8)
        case .bytes(let bytes): return bytes
        case .number(let number):
            guard number.isFinite else { throw error("column '\(columns[index])': \(number) is not a finite number") }
            return Array(number.description.utf8)
        case .table, .object, .opaque:
            throw error("column '\(columns[index])': expected a string, number or boolean, got \(value.typeName)")
        }
    }

    private func appendRecord(_ fields: [[UInt8]], to buffer: inout [UInt8]) {
        Self.append(fields, separator: separator, to: &buffer)
        buffer += lineEnd
    }

    /// One record of fields with commas between them, without a line end.
    package static func record(_ fields: [String]) -> String {
        var buffer: [UInt8] = []
        append(fields.map { Array($0.utf8) }, separator: CSVSeparator.comma.byte, to: &buffer)
        return String(decoding: buffer, as: UTF8.self)
    }

    /// Appends a record of fields with commas between them, and a line end.
    package static func appendRecord(_ fields: [[UInt8]], to buffer: inout [UInt8]) {
        append(fields, separator: CSVSeparator.comma.byte, to: &buffer)
        buffer.append(lineFeed)
    }

    private static func append(_ fields: [[UInt8]], separator: UInt8, to buffer: inout [UInt8]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { buffer.append(separator) }
            // A record of one empty field would be a blank line.
            if needsQuotes(field, separator) || field.isEmpty && fields.count == 1 {
                buffer.append(quote)
                for byte in field {
                    if byte == quote { buffer.append(quote) }
                    buffer.append(byte)
                }
                buffer.append(quote)
            } else {
                buffer += field
            }
        }
    }

    private static func needsQuotes(_ field: [UInt8], _ separator: UInt8) -> Bool {
        field.contains { $0 == quote || $0 == separator || $0 == lineFeed || $0 == carriageReturn }
            // Unquoted at the head of a file, a reader would take it for a byte order mark and drop it.
            || field.hasByteOrderMark
    }

    private func tooMany(_ count: Int) -> CSVError {
        error("\(count) values, but there \(columns.count == 1 ? "is 1 column" : "are \(columns.count) columns")")
    }

    private func noColumn(_ words: String) -> CSVError {
        error("there is no column \(words); the columns are \(columnList(columns))")
    }

    private func error(_ message: String) -> CSVError {
        CSVError(file: file, message: message)
    }
}
