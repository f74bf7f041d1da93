import SystemFiles

/// Splits the bytes of a CSV file into records, chunk by chunk.
///
/// RFC 4180 with commas, by the rules of ``RecordCounter``: a quote is special only as the first byte of a field, a
/// blank line is a record only between two others of a file of one column, and a byte order mark is skipped. Malformed
/// quotes are taken as they come: what is read here only has to be comparable.
struct CSVRecords {
    private var fields: [[UInt8]] = []
    private var field: [UInt8] = []
    private var isQuoted = false
    private var wasQuoted = false
    /// Whether the byte before was a closing quote.
    private var hasJustClosed = false
    private var isEmpty = true
    private var isAtStart: Bool
    private var followsReturn = false
    /// Blank lines since the last record.
    private var blanks = 0
    /// How many fields the first record has.
    private var width: Int?

    /// - Parameter isAtStart: Whether the first bytes are the file's; otherwise they are those of a record.
    init(isAtStart: Bool = true) {
        self.isAtStart = isAtStart
    }

    /// Reads a chunk and gives each record that ends in it to `body`, until that returns false.
    mutating func read(_ bytes: [UInt8], _ body: ([String]) -> Bool) -> Bool {
        var bytes = bytes[...]
        if isAtStart { bytes = bytes.withoutByteOrderMark }
        isAtStart = false
        for byte in bytes {
            let isSecondOfTwo = hasJustClosed
            hasJustClosed = false
            defer { followsReturn = byte == UInt8(ascii: "\r") && !isQuoted }
            switch byte {
            case UInt8(ascii: "\"") where isQuoted:
                isQuoted = false
                hasJustClosed = true
            case UInt8(ascii: "\"") where isSecondOfTwo:
                isQuoted = true
                field.append(byte)
            case UInt8(ascii: "\"") where field.isEmpty && !wasQuoted:
                isQuoted = true
                wasQuoted = true
                isEmpty = false
            case _ where isQuoted:
                field.append(byte)
            case UInt8(ascii: ","):
                endField()
                isEmpty = false
            case UInt8(ascii: "\n") where followsReturn:
                break
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                if !endRecord(body) { return false }
            default:
                field.append(byte)
                isEmpty = false
            }
        }
        return true
    }

    /// Gives the record that the end of the file ends, if there is one.
    mutating func finish(_ body: ([String]) -> Bool) {
        if !isEmpty { _ = endRecord(body) }
    }

    private mutating func endField() {
        fields.append(field)
        field.removeAll(keepingCapacity: true)
        wasQuoted = false
    }

    private mutating func endRecord(_ body: ([String]) -> Bool) -> Bool {
        if isEmpty {
            blanks += width == 1 ? 1 : 0
            return true
        }
        endField()
        let record = fields.map { String(decoding: $0, as: UTF8.self) }
        fields.removeAll(keepingCapacity: true)
        isEmpty = true
        width = width ?? record.count
        while blanks > 0 {
            blanks -= 1
            if !body([""]) { return false }
        }
        return body(record)
    }
}
