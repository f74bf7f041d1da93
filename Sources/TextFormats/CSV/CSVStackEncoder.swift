import CCSV

/// Turns rows on Lua's stack into the bytes of records.
///
/// C does what is in order. Rows that it gives up are for ``CSVRowEncoder``, which has the messages.
final class CSVStackEncoder: @unchecked Sendable {
    // Unchecked: one writer, which is behind a lock, has it.
    private let columns: OpaquePointer
    private let lineEnd: UnsafeMutablePointer<CChar>
    private var form: ccsv_form
    private var text = clua_text(bytes: nil, count: 0, room: 0, limit: .max)

    /// nil without memory for it.
    init?(columns names: [String], separator: UInt8, lineEnd: [UInt8]) {
        guard let columns = ccsv_columns_new(names.count) else { return nil }
        self.columns = columns
        let end = UnsafeMutablePointer<CChar>.allocate(capacity: lineEnd.count + 1)
        for (place, byte) in lineEnd.enumerated() { end[place] = CChar(bitPattern: byte) }
        end[lineEnd.count] = 0
        self.lineEnd = end
        form = ccsv_form(separator: CChar(bitPattern: separator), line_end: end, number: writeNumber)
        for (index, name) in names.enumerated() {
            let isSet = Array(name.utf8).withUnsafeBytes {
                ccsv_columns_set(columns, index, $0.bindMemory(to: CChar.self).baseAddress, $0.count)
            }
            guard isSet else { return nil }
        }
    }

    deinit {
        ccsv_columns_free(columns)
        lineEnd.deallocate()
        clua_text_free(&text)
    }

    /// Appends the row at `index` to the buffer; false, and appends nothing, if it has to be looked at again.
    func append(_ L: OpaquePointer, rowAt index: Int32, to buffer: inout [UInt8]) -> Bool {
        text.count = 0
        guard ccsv_write_row(L, index, columns, &form, &text) else { return false }
        buffer += UnsafeRawBufferPointer(start: text.bytes, count: text.count)
        return true
    }
}
