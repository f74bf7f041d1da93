/// Reads a date from its left end, byte by byte: one comes with every answer, and pieces of text cost more than it.
struct DateText {
    private(set) var rest: Substring.UTF8View

    init(_ text: String) { rest = Substring(text).utf8 }

    /// The next number, of at most that many digits; nil if there is none.
    mutating func number(_ most: Int) -> Int64? {
        var value: Int64 = 0
        var count = 0
        while count < most, let byte = rest.first, (0x30...0x39).contains(byte) {
            value = value * 10 + Int64(byte - 0x30)
            count += 1
            rest.removeFirst()
        }
        return count > 0 ? value : nil
    }

    /// Whether this byte comes next; it is passed.
    mutating func passes(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }

    /// The next three letters; nil if there are other bytes.
    mutating func threeLetters() -> (UInt8, UInt8, UInt8)? {
        var ahead = self
        guard let first = ahead.letter(), let second = ahead.letter(), let third = ahead.letter() else { return nil }
        self = ahead
        return (first, second, third)
    }

    private mutating func letter() -> UInt8? {
        guard let byte = rest.first, (0x61...0x7A).contains(byte | 0x20) else { return nil }
        rest.removeFirst()
        return byte
    }
}
