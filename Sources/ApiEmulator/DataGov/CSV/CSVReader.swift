import SystemFiles

/// Reads records of RFC 4180: commas, quotes doubled inside quotes, lines ended by LF or CRLF, a BOM skipped.
struct CSVReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    /// The line on which the next record begins.
    private(set) var line = 1

    /// The bytes must outlive the reader.
    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes.assumingMemoryBound(to: UInt8.self)
        position = bytes.withoutByteOrderMark.startIndex
    }

    /// The next record; nil at the end.
    ///
    /// The line break at the end of the file begins no record.
    mutating func next() throws -> [String]? {
        guard position < bytes.count else { return nil }
        let start = line
        var fields: [String] = []
        while true {
            fields.append(try field(start: start))
            guard position < bytes.count else { return fields }
            let end = bytes[position]
            position += 1
            if end == UInt8(ascii: ",") {
                if position == bytes.count {
                    fields.append("")
                    return fields
                }
                continue
            }
            if end == UInt8(ascii: "\r"), position < bytes.count, bytes[position] == UInt8(ascii: "\n") {
                position += 1
            }
            line += 1
            return fields
        }
    }

    private mutating func field(start: Int) throws -> String {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") { return try quoted(start: start) }
        let begin = position
        while position < bytes.count, !Self.endsField(bytes[position]) {
            if bytes[position] == UInt8(ascii: "\"") {
                throw CSVProblem(line: start, message: "A quote stands inside a field that does not begin with one.")
            }
            position += 1
        }
        return try text(UnsafeBufferPointer(rebasing: bytes[begin..<position]), start: start)
    }

    private mutating func quoted(start: Int) throws -> String {
        var content: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte != UInt8(ascii: "\"") {
                if byte == UInt8(ascii: "\n") { line += 1 }
                content.append(byte)
            } else if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
                content.append(byte)
                position += 1
            } else {
                guard position == bytes.count || Self.endsField(bytes[position]) else {
                    throw CSVProblem(line: start, message: "Text follows the closing quote of a field.")
                }
                return try content.withUnsafeBufferPointer { try text($0, start: start) }
            }
        }
        throw CSVProblem(line: start, message: "A quoted field is not closed.")
    }

    private func text(_ content: UnsafeBufferPointer<UInt8>, start: Int) throws -> String {
        guard let text = String(validating: content, as: UTF8.self) else {
            throw CSVProblem(line: start, message: "The text is not UTF-8.")
        }
        return text
    }

    private static func endsField(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
}

/// What is wrong with a file, as the ingestion status reports it.
struct CSVProblem: Error, Sendable, Codable, Equatable {
    /// The line of the file, from 1; nil when the whole file is meant.
    var line: Int?
    var column: String?
    let message: String

    var json: Json {
        var members: [Json.Member] = []
        if let line { members.append(.init(name: "row", value: .int(line))) }
        if let column { members.append(.init(name: "column", value: .string(column))) }
        members.append(.init(name: "message", value: .string(message)))
        return .object(members)
    }
}
