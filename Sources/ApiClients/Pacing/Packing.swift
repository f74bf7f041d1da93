import Timekeeping

/// Writes values as plain bytes, one after the other.
struct Packer {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func add(_ moment: BootInstant) { add(moment.nanoseconds) }

    /// The smallest number stands for nil.
    mutating func add(_ moment: BootInstant?) { add(moment?.nanoseconds ?? .min) }

    mutating func add(_ text: String) {
        add(UInt32(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func add<Element>(_ list: [Element], _ write: (inout Packer, Element) -> Void) {
        add(UInt32(list.count))
        for element in list { write(&self, element) }
    }
}

/// Reads what a ``Packer`` wrote, in the same order.
struct Unpacker {
    /// The bytes are not what was written.
    struct Unreadable: Error {}

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) throws -> Value {
        let size = Value.bitWidth / 8
        let bytes = try take(size)
        return bytes.withUnsafeBytes { Value(littleEndian: $0.loadUnaligned(as: Value.self)) }
    }

    mutating func instant() throws -> BootInstant { BootInstant(nanoseconds: try integer()) }

    /// A moment that may never have been.
    mutating func moment() throws -> BootInstant? {
        let nanoseconds = try integer(Int64.self)
        return nanoseconds == .min ? nil : BootInstant(nanoseconds: nanoseconds)
    }

    mutating func text() throws -> String {
        String(decoding: try take(Int(integer(UInt32.self))), as: UTF8.self)
    }

    mutating func list<Element>(_ read: (inout Unpacker) throws -> Element) throws -> [Element] {
        let count = Int(try integer(UInt32.self))
        // Every element takes at least one byte, so that no count from nonsense asks for all memory.
        guard count <= rest.count else { throw Unreadable() }
        var list: [Element] = []
        list.reserveCapacity(count)
        for _ in 0..<count { list.append(try read(&self)) }
        return list
    }

    private mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw Unreadable() }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}
