package import LuaBridge

/// Reads a CSV file record by record, in memory that does not grow with the file.
///
/// RFC 4180, with LF, CRLF or CR at the end of a line; a UTF-8 byte order mark is skipped. Every record must have
/// as many fields as there are columns. Blank lines are skipped, except that in a file of one column a blank line
/// that is followed by more records is an empty field. NUL bytes and bytes that are not UTF-8 pass through.
package struct CSVReader: ~Copyable, Sendable {
    /// The file's name in messages.
    package let name: String
    /// Unique and not empty; none with ``CSVHeader/none``.
    package private(set) var columns: [String] = []
    private let header: CSVHeader
    private var buffer: CSVBuffer
    private var scanner: CSVScanner
    private var line = 1
    private var width: Int?
    private var heldBlanks = 0
    private let limit: Int
    private let refusesRagged: Bool
    private var hold: LuaMemoryHold

    /// The longest record there may be, in bytes.
    package static let recordLimit = 64 * 1024 * 1024
    /// How much is read of a file at a time, in bytes.
    package static let chunk = 64 * 1024

    /// Begins to read, as far as the header.
    ///
    /// - Parameter memory: What a script may still hold, if one reads: the record that is read counts.
    package init(
        _ file: consuming OpenFile, name: String, header: CSVHeader = .first, separator: CSVSeparator = .comma,
        memory: LuaMemory? = nil
    ) throws(CSVError) {
        try self.init(
            file, name: name, header: header, separator: separator, limit: Self.recordLimit, memory: memory)
    }

    /// - Parameters:
    ///   - refusesRagged: Whether a record of another length than the first is an error.
    ///   - chunk: How many bytes are read at a time, on which nothing else depends. At least 4 are, which show what is
    ///     no CSV.
    package init(
        _ file: consuming OpenFile, name: String, header: CSVHeader, separator: CSVSeparator = .comma,
        limit: Int = Self.recordLimit, chunk: Int = Self.chunk, refusesRagged: Bool = true,
        memory: LuaMemory? = nil
    ) throws(CSVError) {
        self.refusesRagged = refusesRagged
        hold = LuaMemoryHold(memory)
        self.name = name
        self.header = header
        self.limit = limit
        buffer = CSVBuffer(file, chunk: chunk)
        scanner = CSVScanner(separator: separator)
        try fill()
        try skipByteOrderMark()
        switch header {
        case .none: return
        case .first: columns = try readHeader()
        case .names(let names):
            if let flaw = flaw(inColumns: names) { throw CSVError(file: name, message: flaw) }
            columns = names
        }
        width = columns.count
    }

    /// The next record, or nil at the end of the file.
    ///
    /// After an error there is no going on.
    package mutating func next() throws(CSVError) -> CSVRecord? {
        if heldBlanks > 0 { return heldBlank() }
        var blanks = 0
        while let next = try scanRecord() {
            if scanner.foundBlankLine {
                blanks += 1
                consume(next)
                continue
            }
            if blanks > 0 && width == 1 {
                heldBlanks = blanks
                return heldBlank()
            }
            let count = scanner.fields.count
            let flaw = width.flatMap { $0 == count ? nil : Self.ragged(count, $0, header) }
            if refusesRagged, let flaw { throw error(flaw) }
            width = width ?? count
            let record = CSVRecord(line: line, fields: values(), flaw: flaw)
            consume(next)
            return record
        }
        return nil
    }

    /// The blank lines stand just above `line`.
    private mutating func heldBlank() -> CSVRecord {
        heldBlanks -= 1
        return CSVRecord(line: line - heldBlanks - 1, fields: [.string("")])
    }

    private mutating func readHeader() throws(CSVError) -> [String] {
        while let next = try scanRecord() {
            defer { consume(next) }
            if scanner.foundBlankLine { continue }
            var names: [String] = []
            for (number, value) in zip(1..., values()) {
                guard case .string(let name) = value else {
                    throw error("the name of column \(number) is not UTF-8: save the file as UTF-8")
                }
                names.append(name)
            }
            if let flaw = flaw(inColumns: names) { throw error(flaw) }
            return names
        }
        throw error("the file is empty: a header is missing")
    }

    private typealias Next = (position: Int, lines: Int)

    private mutating func consume(_ next: Next) {
        buffer.advance(to: next.position)
        line += next.lines
    }

    /// Finds the next record; the scanner then has its fields, and it is not consumed yet.
    private mutating func scanRecord() throws(CSVError) -> Next? {
        while true {
            if buffer.count == 0 {
                if buffer.isAtEndOfFile { return nil }
                try fill()
                continue
            }
            let (start, end, isComplete) = (buffer.start, buffer.end, buffer.isAtEndOfFile)
            let outcome = buffer.bytes.withUnsafeBufferPointer {
                scanner.scan(UnsafeBufferPointer(rebasing: $0[..<end]), from: start, isComplete: isComplete)
            }
            switch outcome {
            case .record(let next, let lines):
                try countMemory()
                return (next, lines)
            case .tooManyFields:
                throw error("the record has more than \(CSVScanner.fieldLimit) fields")
            case .textAfterQuote(let offset, let field):
                throw error("text after the closing quote of field \(field)", at: line + offset)
            case .incomplete(let openQuote):
                if isComplete, let openQuote {
                    throw error(
                        "the quote that opens field \(openQuote.field) is never closed", at: line + openQuote.line)
                }
                try fill(openQuote: openQuote)
            }
        }
    }

    private mutating func fill(openQuote: (line: Int, field: Int)? = nil) throws(CSVError) {
        // A record that is longer than what was read makes the buffer twice as large.
        try countMemory(buffer: buffer.count < buffer.bytes.count ? buffer.bytes.count : 2 * buffer.bytes.count)
        switch buffer.fill(limit: limit) {
        case .more: break
        case .failed(let errno): throw error("cannot be read: \(FileAccessError.systemWords(for: errno))")
        case .recordTooLong:
            let size = "the record is longer than \(limit / 1024 / 1024) MiB"
            guard let openQuote else { throw error(size) }
            let place = "field \(openQuote.field) on line \(line + openQuote.line)"
            throw error("\(size): is the quote that opens \(place) closed?")
        }
    }

    /// Counts what the reader holds: its buffer, the places of the fields, and their values when they are taken.
    private mutating func countMemory(buffer size: Int? = nil) throws(CSVError) {
        let fields = scanner.fields.count * (MemoryLayout<CSVScanner.Field>.stride + MemoryLayout<LuaValue>.stride)
        let wanted = (size ?? buffer.bytes.count) + fields
        do throws(LuaLimitError) { try hold.add(wanted - hold.count) } catch {
            throw self.error("\(error): the record is longer than the memory limit allows")
        }
    }

    private mutating func skipByteOrderMark() throws(CSVError) {
        let head = buffer.bytes[buffer.start..<buffer.end].prefix(4)
        if head.starts(with: [0xEF, 0xBB, 0xBF]) {
            buffer.advance(to: buffer.start + 3)
        } else if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
            throw error("the file is UTF-16: save it as UTF-8")
        } else if head.elementsEqual("PK\u{3}\u{4}".utf8) {
            throw error("the file is a spreadsheet or another zip archive: save it as CSV")
        }
    }

    private func values() -> [LuaValue] {
        buffer.bytes.withUnsafeBufferPointer { bytes in
            scanner.fields.map { field in
                let content = UnsafeBufferPointer(rebasing: bytes[field.range])
                return field.hasDoubledQuotes ? LuaValue(bytes: undoubled(content)) : LuaValue(bytes: content)
            }
        }
    }

    private func undoubled(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(bytes.count)
        var isSecond = false
        for byte in bytes {
            isSecond = byte == quote && !isSecond
            if !isSecond { content.append(byte) }
        }
        return content
    }

    private func error(_ message: String, at line: Int? = nil) -> CSVError {
        CSVError(file: name, line: line ?? self.line, message: message)
    }

    private static func ragged(_ count: Int, _ width: Int, _ header: CSVHeader) -> String {
        let fields = count == 1 ? "1 field" : "\(count) fields"
        return switch header {
        case .first: "\(fields), but the header has \(width)"
        case .none: "\(fields), but the first row has \(width)"
        case .names: "\(fields), but there \(width == 1 ? "is 1 column" : "are \(width) columns")"
        }
    }
}
