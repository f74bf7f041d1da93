/// A text as it reads once its escapes are undone, with the way back to where each byte stands in the original.
///
/// Undone are the escapes of JSON strings that stand for ASCII (`\/`, `\"`, `\u0026`, either case) and percent signs.
/// That is done wherever they stand, whether or not the text is well-formed, so a search through the result cannot be
/// led astray by a lost quote or a text in a text. It costs a pass and one copy; memory beyond that grows with the
/// number of escapes only.
struct UnescapedText {
    /// The bytes of this reading.
    let bytes: [UInt8]
    /// Where an escape of the reading before became one byte.
    private let escapes: [Escape]
    private let before: [[Escape]]

    private struct Escape {
        /// The byte's index in this reading.
        let index: Int
        /// The end of the escape in the reading before.
        let end: Int
    }

    /// The text as it was written.
    init(_ bytes: [UInt8]) {
        self.init(bytes: bytes, escapes: [], before: [])
    }

    private init(bytes: [UInt8], escapes: [Escape], before: [[Escape]]) {
        self.bytes = bytes
        self.escapes = escapes
        self.before = before
    }

    /// The next reading, with one more layer of escapes undone; nil if there is none.
    func undoingEscapes() -> UnescapedText? {
        // Most texts have none, and this is by far the fastest way to find that out.
        guard var index = bytes.firstIndex(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "\\") }) else {
            return nil
        }
        var result: [UInt8] = []
        var found: [Escape] = []
        while index < bytes.count {
            if let (byte, length) = escape(at: index) {
                if found.isEmpty {
                    result = Array(bytes[..<index])
                    result.reserveCapacity(bytes.count)
                }
                index += length
                found.append(Escape(index: result.count, end: index))
                result.append(byte)
            } else {
                if !found.isEmpty { result.append(bytes[index]) }
                index += 1
            }
        }
        guard !found.isEmpty else { return nil }
        return UnescapedText(bytes: result, escapes: found, before: before + [escapes])
    }

    /// The place in the original of some bytes of this reading.
    func place(of range: Range<Int>) -> Range<Int> {
        func origin(_ boundary: Int) -> Int {
            ([escapes] + before.reversed()).reduce(boundary) { Self.boundary($0, $1) }
        }
        return origin(range.lowerBound)..<origin(range.upperBound)
    }

    /// The boundary in the reading before that lies where this one does.
    private static func boundary(_ boundary: Int, _ escapes: [Escape]) -> Int {
        var low = 0
        var high = escapes.count
        while low < high {
            let middle = (low + high) / 2
            if escapes[middle].index < boundary { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return boundary }
        let last = escapes[low - 1]
        return last.end + (boundary - last.index - 1)
    }

    private func escape(at index: Int) -> (byte: UInt8, length: Int)? {
        func hex(_ at: Int, _ count: Int) -> Int? {
            guard at + count <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[at..<at + count] {
                switch byte {
                case 0x30...0x39: value = value << 4 | Int(byte - 0x30)
                case 0x41...0x46, 0x61...0x66: value = value << 4 | Int((byte | 0x20) - 0x61 + 10)
                default: return nil
                }
            }
            return value
        }
        switch bytes[index] {
        case UInt8(ascii: "%"):
            return hex(index + 1, 2).map { (UInt8($0), 3) }
        case UInt8(ascii: "\\"):
            guard index + 1 < bytes.count else { return nil }
            let next = bytes[index + 1]
            if "\"\\/".utf8.contains(next) { return (next, 2) }
            guard next == UInt8(ascii: "u"), let value = hex(index + 2, 4), value < 0x80 else { return nil }
            return (UInt8(value), 6)
        default:
            return nil
        }
    }
}
