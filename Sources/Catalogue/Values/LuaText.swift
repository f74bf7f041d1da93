package import LuaBridge
import TerminalText

/// Strings as a terminal may show them: data cannot move the cursor or turn the direction of writing.
package enum LuaText {
    /// A Lua literal.
    package static func quoted(_ value: LuaValue, limit: Int) -> String {
        let whole = escaped(value, quoting: true)
        guard whole.count > limit else { return "\"\(whole)\"" }
        return "\"\(whole.prefix(limit))…\" (\(byteCount(value).grouped) bytes)"
    }

    package static func escaped(_ value: LuaValue, quoting: Bool = false) -> String {
        switch value {
        case .string(let text): escaped(text, quoting: quoting)
        case .bytes(let bytes): bytes.map { escaped($0, quoting: quoting) }.joined()
        default: ""
        }
    }

    package static func escaped(_ text: String, quoting: Bool = false) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"" where quoting, "\\" where quoting: result.append(contentsOf: ["\\", scalar])
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            case "\t": result.append(contentsOf: "\\t".unicodeScalars)
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                result.append(contentsOf: "\\\(scalar.value)".unicodeScalars)
            case _ where scalar.isInvisible:
                result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    private static func escaped(_ byte: UInt8, quoting: Bool) -> String {
        byte < 0x80 ? escaped(String(Unicode.Scalar(byte)), quoting: quoting) : "\\\(byte)"
    }

    package static func byteCount(_ value: LuaValue) -> Int {
        switch value {
        case .string(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        default: 0
        }
    }

    package static func isIdentifier(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first), !keywords.contains(text) else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
    }

    /// The words that are no names.
    package static let keywords: Set<String> = [
        "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local", "nil",
        "not", "or", "repeat", "return", "then", "true", "until", "while",
    ]
}
