/// JSON's notation for strings, written (RFC 8259, section 7).
package enum JSONText {
    /// Appends a string in quotes, with what must be escaped and no more.
    ///
    /// Control characters get the short escape that JSON has for them, or else `\u001b`.
    package static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x08: bytes += "\\b".utf8
            case 0x09: bytes += "\\t".utf8
            case 0x0A: bytes += "\\n".utf8
            case 0x0C: bytes += "\\f".utf8
            case 0x0D: bytes += "\\r".utf8
            case 0..<0x20: bytes += escape(UInt16(byte)).utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// A string in quotes, as ``append(_:to:)`` writes it.
    package static func literal(_ text: String) -> String {
        var bytes: [UInt8] = []
        append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A JSON text that means the same to programs, and in which nothing drives a terminal.
    ///
    /// What could is inside string literals, and becomes a `\u` escape there; line breaks between values stay.
    ///
    /// - Parameter isInvisible: Whether a character is to be escaped.
    package static func escaping(_ text: String, where isInvisible: (Unicode.Scalar) -> Bool) -> String {
        if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) || $0 == 0x0A }) { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar != "\n", isInvisible(scalar) {
                for unit in String(scalar).utf16 { result += escape(unit) }
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A UTF-16 code unit in four hexadecimal digits: `\u001b`.
    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
