import SystemFiles

/// Splits the bytes of a CSV file into records, chunk by chunk.
///
/// RFC 4180 with commas. A record that is an empty line is left out, as ``RecordCounter`` does; a byte order mark is
/// skipped. Malformed quotes are taken as they come: what is read here only has to be comparable.
struct CSVRecords {
    private var fields: [[UInt8]] = []
    private var field: [UInt8] = []
    private var isQuoted = false
    private var wasQuoted = false
    private var isEmpty = true
    private var isAtStart = true

    /// Reads a chunk and gives each record that ends in it to `body`, until that returns false.
    mutating func read(_ bytes: [UInt8], _ body: ([String]) -> Bool) -> Bool {
        var bytes = bytes[...]
        if isAtStart { bytes = bytes.withoutByteOrderMark }
        isAtStart = false
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""):
                // The second quote of a doubled one opens the field again, and is kept.
                if !isQuoted, wasQuoted || !field.isEmpty { field.append(byte) }
                isQuoted.toggle()
                wasQuoted = true
                isEmpty = false
            case UInt8(ascii: ",") where !isQuoted:
                endField()
                isEmpty = false
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                if isQuoted {
                    field.append(byte)
                } else if !endRecord(body) {
                    return false
                }
            default:
                field.append(byte)
                isEmpty = false
            }
        }
        return true
    }

    /// Gives the record that the end of the file ends, if there is one.
    mutating func finish(_ body: ([String]) -> Bool) {
        _ = endRecord(body)
    }

    private mutating func endField() {
        fields.append(field)
        field.removeAll(keepingCapacity: true)
        wasQuoted = false
    }

    private mutating func endRecord(_ body: ([String]) -> Bool) -> Bool {
        guard !isEmpty else { return true }
        endField()
        let record = fields.map { String(decoding: $0, as: UTF8.self) }
        fields.removeAll(keepingCapacity: true)
        isEmpty = true
        return body(record)
    }
}
