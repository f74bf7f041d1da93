import CCSV
import Glibc
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
    private var cursor: CSVCursor
    private var line = 1
    private var width: Int?
    private var heldBlanks = 0
    private let limit: Int
    private let refusesRagged: Bool
    private let memory: LuaMemory?
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
    /// Records of more bytes are pushed only if the script may hold that much more.
    private static let smallRow = 16 * 1024

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
    ///   - chunk: How many bytes are read at a time, on which nothing else depends. At least 4 are, which show what is
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

    package init(
        _ file: consuming OpenFile, name: String, header: CSVHeader, dialect: CSVDialect,
        limit: Int = Self.recordLimit, chunk: Int = Self.chunk, refusesRagged: Bool = true,
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

    /// What ``pushNext(onto:_:)`` has pushed.
    enum Pushed {
        case nothing
        /// A row and its place, and what is wrong with it where that does not end the reading.
        case row(flaw: String?)
    }

    /// Pushes the next record and its place in the file as Lua has them, or nothing at the end of the file.
    ///
    /// Uses six places of the stack. In a function that keeps a value, which becomes the plan's keys.
    mutating func pushNext(onto L: OpaquePointer, _ plan: CSVPlan) throws(CSVError) -> Pushed {
        switch try findNext() {
        case .none: return .nothing
        case .blank(let line):
            ccsv_push_blank(L, plan.pointer, LuaFunction.keptValue, UInt64(line))
            return .row(flaw: nil)
        case .record(var flaw):
            try requireMemory()
            let fit = ccsv_push_row(L, cursor.pointer, plan.pointer, LuaFunction.keptValue, UInt64(line))
            if fit < plan.columns.count {
                let misfit = misfit(plan.columns[fit])
                if refusesRagged { throw misfit }
                flaw = flaw ?? misfit.message
            }
            consume()
            return .row(flaw: flaw)
        }
    }

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

    private enum Found {
        case record(flaw: String?)
        /// A line of nothing that is a record of one empty field.
        case blank(line: Int)
    }

    /// Finds the next record, which is not consumed yet.
    private mutating func findNext() throws(CSVError) -> Found? {
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
            let count = cursor.fieldCount
            let flaw = width.flatMap { $0 == count ? nil : Self.ragged(count, $0, header) }
            if refusesRagged, let flaw { throw error(flaw) }
            width = width ?? count
            return .record(flaw: flaw)
        }
        return nil
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

    private mutating func consume() {
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
                    throw error("the quote that opens field \(quote.field) is never closed", at: line + quote.line)
                }
                try fill(openQuote: quote)
            case CCSV_TEXT_AFTER_QUOTE:
                throw error("text after the closing quote of field \(cursor.fault)", at: line + cursor.lines)
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
            throw error("cannot be read: \(FileAccessError.systemWords(for: errno))")
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

    /// Lua's allocator does not refuse while a row is pushed: what is more than a little is asked for before.
    private func requireMemory() throws(CSVError) {
        let length = cursor.pointer.pointee.next - cursor.pointer.pointee.start
        let wanted = length + cursor.fieldCount * 64
        guard wanted > Self.smallRow, let memory else { return }
        do throws(LuaLimitError) { try memory.require(wanted) } catch { throw tooLarge(error) }
    }

    private func tooLarge(_ limit: LuaLimitError) -> CSVError {
        error("\(limit): the record is longer than the memory limit allows")
    }

    private mutating func misfit(_ column: CSVPlan.Column) -> CSVError {
        let text = String(decoding: cursor.field(column.field).prefix(40), as: UTF8.self)
        return error("column '\(column.name)': \(LuaValue.string(text).literal) is not \(column.type.words)")
    }

    private mutating func skipByteOrderMark() throws(CSVError) {
        let head = Array(cursor.bytes.prefix(4))
        if head.hasByteOrderMark {
            cursor.skip(3)
        } else if head.elementsEqual("PK\u{3}\u{4}".utf8) {
            throw error("the file is a spreadsheet or another zip archive: save it as CSV")
        } else if case .named = dialect.encoding {
            return
        } else if let encoding = CSVEncoding.utf16(cursor.bytes, isAuto: dialect.encoding == .auto) {
            // What was read is read again: only a file with a position can be.
            guard dialect.encoding == .auto, lseek(cursor.descriptor, 0, SEEK_SET) == 0 else {
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
