import CCSV
import Glibc
import LuaBridge

/// Records on their way from one file to another.
struct CSVCopyBuffer: ~Copyable, @unchecked Sendable {
    // Unchecked: the memory of the output is this value's own.
    private var output = ccsv_output()

    /// - Parameter isAlone: Whether a record has one field.
    init(separator: CSVSeparator, lineEnd: CSVWriter.LineEnd, isAlone: Bool) {
        output.separator = separator.byte
        output.is_crlf = lineEnd == .crlf
        output.is_alone = isAlone
    }

    deinit { free(output.bytes) }

    var count: Int { output.count }
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: output.bytes, count: output.count) }

    mutating func removeAll() { output.count = 0 }

    /// False without memory for it.
    mutating func append(_ fields: [Int], of reader: UnsafeMutablePointer<ccsv_reader>) -> Bool {
        ccsv_copy_record(&output, reader, fields, fields.count)
    }

    /// False without memory for it.
    mutating func append(_ bytes: [UInt8]) -> Bool { ccsv_append(&output, bytes, bytes.count) }

    /// Appends a record of one empty field.
    mutating func appendEmptyRecord() {
        _ = append(output.is_crlf ? [quote, quote, carriageReturn, lineFeed] : [quote, quote, lineFeed])
    }
}

/// The values of which a field must have one.
struct CSVCondition: Sendable {
    let field: Int
    let values: [[UInt8]]

    func holds(for reader: UnsafeMutablePointer<ccsv_reader>) -> Bool {
        values.contains { ccsv_field_equals(reader, field, $0, $0.count) }
    }
}
