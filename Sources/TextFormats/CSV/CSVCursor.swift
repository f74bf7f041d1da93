import CCSV
import CGzip
import LuaBridge

/// The record of a file that is being read, in C's memory, and the file.
struct CSVCursor: ~Copyable, @unchecked Sendable {
    // Unchecked: only this value, which is never copied, reaches what the pointer points to.
    private let reader: UnsafeMutablePointer<ccsv_reader>
    private let file: OpenFile

    init(_ file: consuming OpenFile, separator: CSVSeparator, chunk: Int, limit: Int, fieldLimit: Int) {
        reader = .allocate(capacity: 1)
        ccsv_open(reader, file.descriptor, separator.byte, chunk, limit, fieldLimit)
        self.file = file
    }

    deinit {
        ccsv_close(reader)
        reader.deallocate()
    }

    /// What C works on; valid as long as this value.
    var pointer: UnsafeMutablePointer<ccsv_reader> { reader }
    /// Why a file of gzip cannot be unpacked.
    var gzipFault: GzipFault { GzipFault(cgz_result(UInt32(reader.pointee.unpacking))) }

    /// Reads a file that is gzip for what it has packed, from here on; false without memory.
    mutating func unpack() -> Bool { !cgz_is_packed(file.descriptor) || ccsv_unpack(reader) }

    /// Begins again; false for a file without a position.
    mutating func rewind() -> Bool { ccsv_rewind(reader) }

    /// The bytes from the record on, as far as they were read.
    var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: reader.pointee.bytes + reader.pointee.start, count: count)
    }

    var count: Int { reader.pointee.end - reader.pointee.start }
    var isAtEndOfFile: Bool { reader.pointee.at_end_of_file }
    var fieldCount: Int { reader.pointee.count }
    /// Lines that the record takes, or those before its fault.
    var lines: Int { Int(reader.pointee.lines) }
    /// The number of the field at fault.
    var fault: Int { reader.pointee.fault }

    /// A record without a byte, not even quotes.
    var foundBlankLine: Bool {
        guard fieldCount == 1, let field = reader.pointee.fields?.pointee else { return false }
        return field.length == 0 && field.flags & UInt32(CCSV_QUOTED) == 0
    }

    /// How the record that was found ends; nil if the file ends with it.
    var lineEnd: CSVWriter.LineEnd? {
        let next = reader.pointee.next
        guard next > reader.pointee.start, let bytes = reader.pointee.bytes else { return nil }
        switch bytes[next - 1] {
        case lineFeed: return next - reader.pointee.start > 1 && bytes[next - 2] == carriageReturn ? .crlf : .lf
        case carriageReturn: return .cr
        default: return nil
        }
    }

    /// The first byte that is not UTF-8, and what stands around it on its line.
    var invalid: UnsafeBufferPointer<UInt8> {
        let (start, at, end) = (reader.pointee.start, reader.pointee.invalid, reader.pointee.end)
        guard at < end, let bytes = reader.pointee.bytes else { return UnsafeBufferPointer(start: nil, count: 0) }
        var (first, last) = (at, at + 1)
        func isPart(_ byte: UInt8) -> Bool { byte > 0x20 && byte != reader.pointee.separator && byte != quote }
        while first > start, at - first < 12, isPart(bytes[first - 1]) { first -= 1 }
        while last < end, last - at < 12, isPart(bytes[last]) { last += 1 }
        return UnsafeBufferPointer(start: bytes + first, count: last - first)
    }

    /// Goes to the record after the one that was found.
    mutating func consume() { reader.pointee.start = reader.pointee.next }

    /// Drops bytes in front of the record.
    mutating func skip(_ count: Int) {
        reader.pointee.start += count
        reader.pointee.next = reader.pointee.start
    }

    /// The fields of the record that was found.
    mutating func values() -> [LuaValue] {
        (0..<fieldCount).map { LuaValue(bytes: field($0)) }
    }

    /// What the fields of the record look like; to be asked before their values.
    func traits() -> [CSVTraits] {
        (0..<fieldCount).map { index in
            guard let field = reader.pointee.fields?[index], let bytes = reader.pointee.bytes else { return .empty }
            return CSVTraits(rawValue: ccsv_traits(bytes + Int(field.begin), Int(field.length), field.flags))
        }
    }

    /// A field's content; valid until more is read.
    mutating func field(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        guard let fields = reader.pointee.fields else { return UnsafeBufferPointer(start: nil, count: 0) }
        ccsv_join_quotes(reader, fields + index)
        let field = fields[index]
        return UnsafeBufferPointer(start: reader.pointee.bytes + Int(field.begin), count: Int(field.length))
    }
}
