/// Choices that are made by bytes; when they are used up, each is the first.
struct ByteSource {
    private var rest: ArraySlice<UInt8>
    /// How many choices were made after the bytes were used up.
    private(set) var overdrawn = 0

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isEmpty: Bool { rest.isEmpty }

    mutating func next() -> Int {
        if let byte = rest.popFirst() { return Int(byte) }
        overdrawn += 1
        return 0
    }

    /// One of some values, of which there are at most 256.
    mutating func pick<Value>(_ values: [Value]) -> Value { values[next() % values.count] }

    /// Whatever bytes have not been used.
    mutating func takeRest() -> [UInt8] {
        defer { rest = [] }
        return Array(rest)
    }
}
