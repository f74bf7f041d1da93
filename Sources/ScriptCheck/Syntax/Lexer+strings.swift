extension Lexer {
    /// How many equal signs the long bracket has that opens here, if one does.
    func bracketLevel() -> Int? {
        guard current == UInt8(ascii: "[") else { return nil }
        var level = 0
        while byte(level + 1) == UInt8(ascii: "=") { level += 1 }
        return byte(level + 1) == UInt8(ascii: "[") ? level : nil
    }

    /// Passes over a long bracket, and gives the range of what is in it.
    @discardableResult
    mutating func skipBrackets(_ level: Int, unfinished: String) throws(SyntaxError) -> Range<Int> {
        let opening = position
        position += level + 2
        let start = position
        while let byte = current {
            position += 1
            guard byte == UInt8(ascii: "]") else { continue }
            let end = position - 1
            var count = 0
            while current == UInt8(ascii: "=") {
                position += 1
                count += 1
            }
            if count == level, current == UInt8(ascii: "]") {
                position += 1
                return start..<end
            }
        }
        throw error(unfinished, at: opening)
    }

    /// The string in a long bracket: every line break in it is one `\n`, and the first is left out.
    mutating func longString(_ level: Int) throws(SyntaxError) -> String {
        var content = bytes[try skipBrackets(level, unfinished: "unfinished long string")]
        var result: [UInt8] = []
        result.reserveCapacity(content.count)
        var isFirst = true
        while let byte = content.popFirst() {
            if byte.isLineBreak {
                if let next = content.first, next.isLineBreak, next != byte { content.removeFirst() }
                if !isFirst { result.append(10) }
            } else {
                result.append(byte)
            }
            isFirst = false
        }
        return String(decoding: result, as: UTF8.self)
    }

    mutating func quotedString(_ quote: UInt8) throws(SyntaxError) -> String {
        let start = position
        position += 1
        var result: [UInt8] = []
        while let byte = current {
            position += 1
            switch byte {
            case quote: return String(decoding: result, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &result)
            case 10, 13: throw error("unfinished string", at: start)
            default: result.append(byte)
            }
        }
        throw error("unfinished string", at: start)
    }

    /// What follows a backslash.
    private mutating func escape(into result: inout [UInt8]) throws(SyntaxError) {
        let start = position - 1
        guard let byte = current else { throw error("unfinished string", at: start) }
        position += 1
        switch byte {
        case UInt8(ascii: "a"): result.append(7)
        case UInt8(ascii: "b"): result.append(8)
        case UInt8(ascii: "f"): result.append(12)
        case UInt8(ascii: "n"): result.append(10)
        case UInt8(ascii: "r"): result.append(13)
        case UInt8(ascii: "t"): result.append(9)
        case UInt8(ascii: "v"): result.append(11)
        case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"): result.append(byte)
        case 10, 13:
            if let next = current, next.isLineBreak, next != byte { position += 1 }
            result.append(10)
        case UInt8(ascii: "z"):
            while let next = current, (9...13).contains(next) || next == UInt8(ascii: " ") { position += 1 }
        case UInt8(ascii: "x"):
            guard let high = current?.hexValue, let low = self.byte(1)?.hexValue else {
                throw error("hexadecimal digit expected", at: start)
            }
            position += 2
            result.append(high << 4 | low)
        case UInt8(ascii: "u"):
            result += Self.encoded(try codePoint(start))
        case _ where byte.isDigit:
            var value = Int(byte - 48)
            for _ in 0..<2 {
                guard let digit = current, digit.isDigit else { break }
                position += 1
                value = value * 10 + Int(digit - 48)
            }
            guard let byte = UInt8(exactly: value) else { throw error("decimal escape too large", at: start) }
            result.append(byte)
        default:
            throw error("invalid escape sequence", at: start)
        }
    }

    /// `{7FF}` after `\u`, up to 2³¹.
    private mutating func codePoint(_ start: Int) throws(SyntaxError) -> UInt32 {
        guard current == UInt8(ascii: "{"), byte(1)?.hexValue != nil else {
            throw error("hexadecimal digit expected", at: start)
        }
        position += 1
        var value: UInt32 = 0
        while let digit = current?.hexValue {
            guard value < 1 << 27 else { throw error("UTF-8 value too large", at: start) }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        guard current == UInt8(ascii: "}") else { throw error("missing '}'", at: start) }
        position += 1
        return value
    }

    /// UTF-8 in its first definition, of up to six bytes, as Lua writes it.
    private static func encoded(_ codePoint: UInt32) -> [UInt8] {
        guard codePoint >= 0x80 else { return [UInt8(codePoint)] }
        var rest = codePoint
        var tail: [UInt8] = []
        var room: UInt32 = 0x3F
        repeat {
            tail.append(UInt8(0x80 | rest & 0x3F))
            rest >>= 6
            room >>= 1
        } while rest > room
        return [UInt8(truncatingIfNeeded: ~room << 1 | rest)] + tail.reversed()
    }
}
