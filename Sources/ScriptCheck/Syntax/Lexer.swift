import Catalogue
import SystemFiles

/// Takes a Lua 5.4 program apart into tokens.
///
/// A byte order mark and a first line that begins with `#` are passed over, as the `lua` command does.
struct Lexer {
    /// A comment that ends with its line.
    struct Comment {
        /// What follows the hyphens.
        var text: String
        var offset: Int
    }

    let bytes: [UInt8]
    var position = 0
    private(set) var comments: [Comment] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.withoutByteOrderMark.startIndex
        if current == UInt8(ascii: "#") { skipLine() }
    }

    var current: UInt8? { byte(0) }

    /// The byte so far ahead.
    func byte(_ distance: Int) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    mutating func next() throws(SyntaxError) -> Token {
        while let byte = current {
            let start = position
            switch byte {
            case 9...13, UInt8(ascii: " "):
                position += 1
            case UInt8(ascii: "-") where self.byte(1) == byte:
                try skipComment()
            case UInt8(ascii: "["):
                guard let level = bracketLevel() else {
                    if self.byte(1) == UInt8(ascii: "=") { throw error("invalid long string delimiter", at: start) }
                    position += 1
                    return Token(kind: .reserved("["), offset: start)
                }
                return Token(kind: .string(try longString(level)), offset: start)
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                return Token(kind: .string(try quotedString(byte)), offset: start)
            case _ where byte.isDigit, UInt8(ascii: ".") where self.byte(1)?.isDigit == true:
                return Token(kind: .number(try numeral()), offset: start)
            case _ where byte.isLetter:
                while let byte = current, byte.isLetter || byte.isDigit { position += 1 }
                let name = text(start..<position)
                return Token(kind: LuaText.keywords.contains(name) ? .reserved(name) : .name(name), offset: start)
            default:
                return try symbol()
            }
        }
        return Token(kind: .end, offset: position)
    }

    func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    func error(_ message: String, at offset: Int) -> SyntaxError {
        SyntaxError(message: message, offset: offset)
    }

    private mutating func symbol() throws(SyntaxError) -> Token {
        let start = position
        for length in [3, 2, 1] where start + length <= bytes.count {
            let text = text(start..<start + length)
            guard Token.symbols[length - 1].contains(text) else { continue }
            position += length
            return Token(kind: .reserved(text), offset: start)
        }
        throw error("unexpected character", at: start)
    }

    private mutating func skipComment() throws(SyntaxError) {
        let start = position
        position += 2
        if let level = bracketLevel() {
            try skipBrackets(level, unfinished: "unfinished long comment")
        } else {
            skipLine()
            comments.append(Comment(text: text(start + 2..<position), offset: start))
        }
    }

    private mutating func skipLine() {
        while let byte = current, !byte.isLineBreak { position += 1 }
    }
}

extension UInt8 {
    var isDigit: Bool { self >= 48 && self <= 57 }
    /// As Lua counts letters: ASCII only, with the underscore.
    var isLetter: Bool { self | 32 >= 97 && self | 32 <= 122 || self == 95 }
    var isLineBreak: Bool { self == 10 || self == 13 }

    /// The value of a hexadecimal digit.
    var hexValue: UInt8? {
        if isDigit { return self - 48 }
        let lower = self | 32
        return lower >= 97 && lower <= 102 ? lower - 87 : nil
    }
}
