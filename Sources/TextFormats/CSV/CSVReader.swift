import CCSV
package import LuaBridge
import SystemFiles

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
    var cursor: CSVCursor
    private(set) var line = 1
    private(set) var width: Int?
    private(set) var heldBlanks = 0
    private let limit: Int
    let refusesRagged: Bool
    /// Blank lines that are no records: how many there were until now, and where the first are.
    package private(set) var blankLines = (count: 0, first: [Int]())
    let memory: LuaMemory?
    private var hold: LuaMemoryHold
    /// What was assumed of the file.
    private(set) var dialect: CSVDialect
    /// How the header ends; nil without one, or if the file ends with it.
    private(set) var lineEnd: CSVWriter.LineEnd?

    /// The longest record there may be, in bytes.
    package static let recordLimit = 64 * 1024 * 1024
    /// How much is read of a file at a time, in bytes.
    package static let chunk = 64 * 1024
    /// The most fields of a record; the places of so many take more memory than the record itself.
    static let fieldLimit = 1_000_000
    /// So many blank lines are told.
    private static let mostBlankLines = 20
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
    ///   - dialect: Separator and encoding, or how to find them.
    ///   - refusesRagged: Whether a record of another length than the first is an error.
    ///   - chunk: How many bytes are read at a time, on which nothing else depends. At least 20 are, which show what is
    ///     no CSV.
    package init(
        _ file: consuming OpenFile, name: String, header: CSVHeader, separator: CSVSeparator = .comma,
        limit: Int = Self.recordLimit, chunk: Int = Self.chunk, refusesRagged: Bool = true,
        memory: LuaMemory? = nil
    ) throws(CSVError) {
        try self.init(
            file, name: name, header: header, dialect: CSVDialect(separator: separator, encoding: .bytes), limit: limit,
            chunk: chunk, refusesRagged: refusesRagged, memory: memory)
    }

    /// - Parameter unpacks: Whether a file that is gzip is read for what it has packed.
    package init(
        _ file: consuming OpenFile, name: String, header: CSVHeader, dialect: CSVDialect,
        limit: Int = Self.recordLimit, chunk: Int = Self.chunk, refusesRagged: Bool = true, unpacks: Bool = false,
        memory: LuaMemory? = nil
    ) throws(CSVError) {
        cursor = CSVCursor(
            file, separator: dialect.separator ?? .comma, chunk: chunk, limit: limit, fieldLimit: Self.fieldLimit)
        self.refusesRagged = refusesRagged
        self.memory = memory
        hold = LuaMemoryHold(memory)
        self.name = name
        self.header = header
        self.limit = limit
        self.dialect = dialect
        cursor.pointer.pointee.checks_utf8 = dialect.encoding.isChecked
        if case .named(let encoding) = dialect.encoding { try convert(from: encoding) }
        if unpacks, !cursor.unpack() { throw error(GzipFault.memory.words) }
        try fill()
        try skipByteOrderMark()
        try findSeparator()
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
    /// After an error nothing more can be read.
    package mutating func next() throws(CSVError) -> CSVRecord? {
        switch try findNext() {
        case .none: return nil
        case .blank(let line): return CSVRecord(line: line, fields: [.string("")])
        case .record(let flaw):
            let record = CSVRecord(line: line, fields: cursor.values(), flaw: flaw)
            consume()
            return record
        }
    }

    /// Has the next record, however long, set what the others are compared with; for a reader without a header.
    package mutating func beginAnew() { width = nil }

    enum Copied {
        case end, left, copied
    }

    /// Appends the next record to the output if it meets the conditions.
    mutating func copyNext(
        _ wanted: [Int], where conditions: [CSVCondition], to output: inout CSVCopyBuffer
    ) throws(CSVError) -> Copied {
        switch try findNext() {
        case .none: return .end
        case .blank:
            // The only column's empty field.
            guard conditions.allSatisfy({ $0.values.contains([]) }) else { return .left }
            output.appendEmptyRecord()
            return .copied
        case .record:
            defer { consume() }
            for condition in conditions where !condition.holds(for: cursor.pointer) { return .left }
            guard output.append(wanted, of: cursor.pointer) else { throw error("not enough memory") }
            return .copied
        }
    }

    enum Found {
        case record(flaw: String?)
        /// A line of nothing that is a record of one empty field.
        case blank(line: Int)
    }

    /// Finds the next record, which is not consumed yet.
    mutating func findNext() throws(CSVError) -> Found? {
        if heldBlanks > 0 { return heldBlank() }
        var blanks = 0
        while try scanRecord() {
            if cursor.foundBlankLine {
                blanks += 1
                consume()
                continue
            }
            if blanks > 0 && width == 1 {
                heldBlanks = blanks
                return heldBlank()
            }
            skip(blanks)
            let count = cursor.fieldCount
            let flaw = width.flatMap { $0 == count ? nil : Self.ragged(count, $0, header) }
            if refusesRagged, let flaw { throw misread(flaw) }
            width = width ?? count
            return .record(flaw: flaw)
        }
        skip(blanks)
        return nil
    }

    /// Notes the blank lines that stand just above `line` and are no records.
    private mutating func skip(_ blanks: Int) {
        guard blanks > 0 else { return }
        let room = max(0, Self.mostBlankLines - blankLines.first.count)
        blankLines.first += (line - blanks..<line).prefix(room)
        blankLines.count += blanks
    }

    /// The blank lines stand just above `line`.
    private mutating func heldBlank() -> Found {
        heldBlanks -= 1
        return .blank(line: line - heldBlanks - 1)
    }

    private mutating func readHeader() throws(CSVError) -> [String] {
        while try scanRecord() {
            defer { consume() }
            if cursor.foundBlankLine { continue }
            var names: [String] = []
            for (number, value) in zip(1..., cursor.values()) {
                guard case .string(let name) = value else {
                    throw error("the name of column \(number) is not UTF-8: save the file as UTF-8")
                }
                names.append(name)
            }
            if let flaw = flaw(inColumns: names) { throw error(flaw) }
            lineEnd = cursor.lineEnd
            return names
        }
        throw error("the file is empty: a header is missing")
    }

    mutating func consume() {
        line += cursor.lines
        cursor.consume()
    }

    /// Finds the next record, which is not consumed yet; false at the end of the file.
    private mutating func scanRecord() throws(CSVError) -> Bool {
        while true {
            switch ccsv_find(cursor.pointer) {
            case CCSV_RECORD:
                try countMemory()
                return true
            case CCSV_END: return false
            case CCSV_INCOMPLETE: try fill()
            case CCSV_OPEN_QUOTE:
                let quote = (line: cursor.lines, field: cursor.fault)
                if cursor.isAtEndOfFile {
                    throw misread("the quote that opens field \(quote.field) is never closed", at: line + quote.line)
                }
                try fill(openQuote: quote)
            case CCSV_TEXT_AFTER_QUOTE:
                throw misread("text after the closing quote of field \(cursor.fault)", at: line + cursor.lines)
            case CCSV_TOO_MANY_FIELDS: throw error("the record has more than \(Self.fieldLimit) fields")
            case CCSV_NOT_UTF8: throw error(CSVEncoding.words(for: cursor.invalid), at: line + cursor.lines)
            default: throw error("not enough memory")
            }
        }
    }

    private mutating func fill(openQuote: (line: Int, field: Int)? = nil) throws(CSVError) {
        try countMemory(ccsv_held_when_filled(cursor.pointer))
        switch ccsv_fill(cursor.pointer) {
        case CCSV_MORE: break
        case CCSV_READ_FAILED:
            let errno = cursor.pointer.pointee.error_number
            throw CSVError(file: name, line: line, SystemError(errno), isWriting: false)
        case CCSV_NOT_UNPACKED: throw error("\(cursor.gzipFault.words), from about here on")
        case CCSV_NOT_CONVERTED: throw error("from about here on the file is not \(dialect.encoding.name)")
        case CCSV_TOO_LONG:
            let size = "the record is longer than \(limit / 1024 / 1024) MiB"
            guard let openQuote else { throw error(size) }
            let place = "field \(openQuote.field) on line \(line + openQuote.line)"
            throw error("\(size): is the quote that opens \(place) closed?")
        default: throw error("not enough memory")
        }
    }

    /// Counts what the reader holds: its buffer and the places of the fields.
    private mutating func countMemory(_ held: Int? = nil) throws(CSVError) {
        let wanted = held ?? ccsv_held(cursor.pointer)
        guard wanted > hold.count else { return }
        do throws(LuaLimitError) { try hold.add(wanted - hold.count) } catch { throw tooLarge(error) }
    }

    func tooLarge(_ limit: LuaLimitError) -> CSVError {
        error("\(limit): the record is longer than the memory limit allows")
    }

    private mutating func skipByteOrderMark() throws(CSVError) {
        let hasMark = cursor.bytes.hasByteOrderMark
        if hasMark { cursor.skip(3) }
        if let format = OtherFormat(cursor.bytes.prefix(OtherFormat.headLength)) {
            throw error(format.words)
        } else if hasMark {
            return
        } else if case .named = dialect.encoding {
            return
        } else if let encoding = CSVEncoding.utf16(cursor.bytes, isAuto: dialect.encoding == .auto) {
            // What was read is read again: only a file with a position can be.
            guard dialect.encoding == .auto, cursor.rewind() else {
                throw error("the file is UTF-16: save it as UTF-8")
            }
            dialect.encoding = .named(encoding)
            cursor.skip(cursor.count)
            cursor.pointer.pointee.at_end_of_file = false
            cursor.pointer.pointee.checks_utf8 = false
            cursor.pointer.pointee.invalid = .max
            try convert(from: encoding)
            try fill()
            if cursor.bytes.hasByteOrderMark { cursor.skip(3) }
        }
    }

    private mutating func convert(from encoding: String) throws(CSVError) {
        guard ccsv_convert(cursor.pointer, encoding) else {
            throw CSVError(
                file: name, message: "there is no encoding '\(encoding)': those of iconv --list are known here")
        }
    }

    /// Finds the separator, if it is not given, from a `sep=` line or from the first records.
    private mutating func findSeparator() throws(CSVError) {
        guard dialect.separator == nil || dialect.encoding != .bytes else { return }
        if let (separator, length) = CSVDialect.separatorLine(cursor.bytes) {
            if dialect.separator == nil { dialect.separator = separator }
            dialect.hasSeparatorLine = true
            cursor.skip(length)
            line += 1
        } else if dialect.separator == nil {
            do throws(AmbiguousSeparator) {
                dialect.separator = try CSVDialect.separator(of: cursor.bytes, isWhole: cursor.isAtEndOfFile)
            } catch {
                throw self.error("\(error)")
            }
        }
        ccsv_set_separator(cursor.pointer, (dialect.separator ?? .comma).byte)
    }

    /// What a record of another form than the header's is, unless another separator explains it.
    private func misread(_ message: String, at line: Int? = nil) -> CSVError {
        let used = dialect.separator ?? .comma
        guard header == .first, columns.count == 1,
            let other = CSVSeparator.usual.first(where: { $0 != used && columns[0].utf8.contains($0.byte) })
        else { return error(message, at: line) }
        // With the wrong separator, what is said of quotes and fields is a riddle.
        let option = other == .tab ? "\\t" : other.text
        return error(
            "the header has \(other.words) and no \(used.words): give { separator = \"\(option)\" } if that is what "
                + "stands between two fields (\(message))", at: line)
    }

    func error(_ message: String, at line: Int? = nil) -> CSVError {
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
