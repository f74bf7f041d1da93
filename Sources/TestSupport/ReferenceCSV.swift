/// A second reader of CSV, for tests: a byte at a time and all in memory, so that it is easily seen to be right.
///
/// Of the same rules as the program's own (`CSVReader`), and of the same words.
package struct ReferenceCSV {
    package private(set) var rows: [[[UInt8]]] = []
    /// Where each row begins, counted from 1.
    package private(set) var lines: [Int] = []
    /// What ended the reading: the line and the words.
    package private(set) var fault: (line: Int, message: String)?

    private let bytes: [UInt8]
    private let separator: UInt8
    private var position = 0
    private var line = 1

    /// Reads all of a file without a header, or with one that is the first row.
    package init(_ bytes: [UInt8], separator: UInt8, hasHeader: Bool) {
        self.bytes = bytes
        self.separator = separator
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        do throws(Fault) { try readAll(hasHeader) } catch { fault = (error.line, error.message) }
    }

    private struct Fault: Error {
        var line: Int
        var message: String
    }

    private struct Record {
        var fields: [[UInt8]]
        var isBlank: Bool
    }

    private mutating func readAll(_ hasHeader: Bool) throws(Fault) {
        var blanks: [Int] = []
        while position < bytes.count {
            let first = line
            let record = try readRecord()
            if record.isBlank {
                blanks.append(first)
                continue
            }
            if rows.first?.count == 1 {
                for blank in blanks { add([[]], blank) }
            }
            blanks = []
            if let width = rows.first?.count, width != record.fields.count {
                let count = record.fields.count == 1 ? "1 field" : "\(record.fields.count) fields"
                let whose = hasHeader ? "header" : "first row"
                throw Fault(line: first, message: "\(count), but the \(whose) has \(width)")
            }
            add(record.fields, first)
        }
    }

    private mutating func add(_ row: [[UInt8]], _ line: Int) {
        rows.append(row)
        lines.append(line)
    }

    private func at(_ offset: Int) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    /// Goes past a line end, if there is one here.
    private mutating func takeLineEnd() -> Bool {
        guard let byte = at(0), byte == 10 || byte == 13 else { return false }
        position += byte == 13 && at(1) == 10 ? 2 : 1
        line += 1
        return true
    }

    private mutating func readRecord() throws(Fault) -> Record {
        var fields: [[UInt8]] = []
        while true {
            var field: [UInt8] = []
            let isQuoted = at(0) == 34
            if isQuoted {
                field = try readQuoted(number: fields.count + 1)
            } else {
                while let byte = at(0), byte != separator, byte != 10, byte != 13 {
                    field.append(byte)
                    position += 1
                }
            }
            fields.append(field)
            if at(0) == separator {
                position += 1
                continue
            }
            if position == bytes.count {
                line += 1
            } else if !takeLineEnd() {
                throw Fault(line: line, message: "text after the closing quote of field \(fields.count)")
            }
            return Record(fields: fields, isBlank: fields.count == 1 && field.isEmpty && !isQuoted)
        }
    }

    private mutating func readQuoted(number: Int) throws(Fault) -> [UInt8] {
        let opened = line
        var field: [UInt8] = []
        position += 1
        while let byte = at(0) {
            if byte == 34 {
                guard at(1) == 34 else {
                    position += 1
                    return field
                }
                position += 1
            }
            let from = position
            if !takeLineEnd() { position += 1 }
            field += bytes[from..<position]
        }
        throw Fault(line: opened, message: "the quote that opens field \(number) is never closed")
    }
}

extension ReferenceCSV {
    private static let pieces: [String] = [
        "a", "bc", "\"", "\"\"", ",", ";", "\n", "\r\n", "\r", " ", "é", "\0", "\"x\"", "\",\"", "\"\n\"", "1.5", "",
        "\u{FEFF}", "\"a,b\"", "\"a\"\"b\"", ",,", "\n\n",
    ]

    /// Bytes that are CSV more or less: many rows of the same width, and now and then anything.
    package static func file(_ random: inout SeededGenerator) -> [UInt8] {
        let width = Int.random(in: 1...4, using: &random)
        let end = ["\n", "\r\n", "\r"].randomElement(using: &random) ?? "\n"
        var text = Int.random(in: 0..<8, using: &random) == 0 ? "\u{FEFF}" : ""
        for _ in 0..<Int.random(in: 0...6, using: &random) {
            if Int.random(in: 0..<6, using: &random) == 0 { text += Self.pieces.randomElement(using: &random) ?? "" }
            let fields = (0..<width).map { _ in
                let field = (0..<Int.random(in: 0...2, using: &random)).map { _ in
                    Self.pieces.randomElement(using: &random) ?? ""
                }.joined()
                let isSound = !field.contains { ",;\"\r\n\r\n".contains($0) }
                return isSound ? field : "\"" + field.split(separator: "\"").joined(separator: "\"\"") + "\""
            }
            text += fields.joined(separator: ",") + end
        }
        return Array(text.utf8)
    }
}
