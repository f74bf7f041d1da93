import Glibc

/// Finds the fields of one record in bytes (RFC 4180).
///
/// A record ends with LF, CRLF or CR. A quote is special only as the first byte of a field; elsewhere in an
/// unquoted field it stands for itself.
struct CSVScanner: Sendable {
    let separator: UInt8
    private(set) var fields: [Field] = []

    init(separator: CSVSeparator) {
        self.separator = separator.byte
    }

    /// Where a field's bytes are, without its quotes.
    struct Field: Sendable {
        let range: Range<Int>
        let isQuoted: Bool
        /// Whether two quotes stand for one somewhere in it.
        let hasDoubledQuotes: Bool
    }

    /// The most fields of a record; the places of so many take more memory than the record itself.
    static let fieldLimit = 1_000_000

    /// Line numbers count from the record's own line, which is 0.
    enum ScanResult {
        /// The next record begins at `next`, `lines` further down.
        case record(next: Int, lines: Int)
        /// The bytes end before the record does, with a quote still open if `openQuote` is not nil.
        case incomplete(openQuote: (line: Int, field: Int)?)
        case textAfterQuote(line: Int, field: Int)
        case tooManyFields
    }

    /// A record without a byte, not even quotes.
    var foundBlankLine: Bool {
        fields.count == 1 && fields[0].range.isEmpty && !fields[0].isQuoted
    }

    /// Scans the record that begins at `start`; `bytes` ends with the file if `isComplete`.
    ///
    /// One pass over unquoted fields; quoted ones are searched with `memchr`.
    mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isComplete: Bool) -> ScanResult {
        fields.removeAll(keepingCapacity: true)
        let end = bytes.count
        var position = start
        var line = 0
        while true {
            if position < end && bytes[position] == quote {
                let openLine = line
                guard scanQuoted(bytes, &position, &line) else {
                    return .incomplete(openQuote: (openLine, fields.count + 1))
                }
            } else {
                let first = position
                while position < end, bytes[position] != separator, bytes[position] != lineFeed,
                    bytes[position] != carriageReturn
                {
                    position += 1
                }
                fields.append(Field(range: first..<position, isQuoted: false, hasDoubledQuotes: false))
            }
            guard position < end else {
                // A quote that ends the bytes may yet prove to be the first of two: then all is scanned again.
                return isComplete ? .record(next: position, lines: line + 1) : .incomplete(openQuote: nil)
            }
            switch bytes[position] {
            case separator:
                if fields.count == Self.fieldLimit { return .tooManyFields }
                position += 1
            case lineFeed:
                return .record(next: position + 1, lines: line + 1)
            case carriageReturn:
                // Whether a line feed follows must be known, or it would count as a line of its own.
                if position + 1 == end && !isComplete { return .incomplete(openQuote: nil) }
                let isPair = position + 1 < end && bytes[position + 1] == lineFeed
                return .record(next: position + (isPair ? 2 : 1), lines: line + 1)
            default:
                return .textAfterQuote(line: line, field: fields.count)
            }
        }
    }

    /// Goes to the byte after the closing quote; false if the bytes end before it.
    private mutating func scanQuoted(
        _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, _ line: inout Int
    ) -> Bool {
        let first = position + 1
        var hasDoubledQuotes = false
        position = first
        while true {
            let rest = UnsafeBufferPointer(rebasing: bytes[position...])
            guard let base = rest.baseAddress, let found = memchr(base, Int32(quote), rest.count) else {
                return false
            }
            let closing = position + (UnsafeRawPointer(found) - UnsafeRawPointer(base))
            line += lineEnds(in: bytes[position..<closing])
            position = closing + 1
            guard position < bytes.count, bytes[position] == quote else {
                fields.append(Field(range: first..<closing, isQuoted: true, hasDoubledQuotes: hasDoubledQuotes))
                return true
            }
            hasDoubledQuotes = true
            position += 1
        }
    }

    private func lineEnds(in bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        var count = 0
        var previous: UInt8 = 0
        for byte in bytes {
            if byte == carriageReturn || byte == lineFeed && previous != carriageReturn { count += 1 }
            previous = byte
        }
        return count
    }
}
