/// How the bytes of a CSV file are text.
package enum CSVEncoding: Sendable, Hashable {
    /// As they are: whatever they mean is the script's affair.
    case bytes
    /// UTF-8, or UTF-16 that shows itself by a byte order mark or by its zeros.
    case auto
    /// UTF-8 and nothing else.
    case utf8
    /// One of iconv's.
    case named(String)

    /// Whether bytes that are not UTF-8 are an error.
    var isChecked: Bool { self == .auto || self == .utf8 }

    /// For messages.
    package var name: String {
        switch self {
        case .bytes: "bytes"
        case .auto: "auto"
        case .utf8: "utf-8"
        case .named(let name): name
        }
    }

    /// What the beginning of a file in UTF-16 shows, as iconv names it; nil for any other.
    ///
    /// - Parameter isAuto: Whether zeros tell it too, and not only a byte order mark.
    static func utf16(_ head: UnsafeBufferPointer<UInt8>, isAuto: Bool) -> String? {
        if head.starts(with: [0xFF, 0xFE]) { return "utf-16le" }
        if head.starts(with: [0xFE, 0xFF]) { return "utf-16be" }
        guard isAuto, head.count >= 4 else { return nil }
        // Text of Latin letters has a zero in every second byte, which no text in UTF-8 has.
        let sample = head.prefix(1024)
        let zeros = (
            even: sample.indices.count { $0 % 2 == 0 && sample[$0] == 0 },
            odd: sample.indices.count { $0 % 2 == 1 && sample[$0] == 0 }
        )
        let most = sample.count / 2
        if zeros.odd * 10 >= most * 7, zeros.even * 10 < most { return "utf-16le" }
        if zeros.even * 10 >= most * 7, zeros.odd * 10 < most { return "utf-16be" }
        return nil
    }

    /// What is wrong with a word that holds bytes which are not UTF-8.
    static func words(for word: UnsafeBufferPointer<UInt8>) -> String {
        let rest = "give its encoding, or save the file as UTF-8"
        guard let text = windows1252(word) else { return "not UTF-8 from this line on: \(rest)" }
        return "not UTF-8 from this line on; it looks like Windows-1252 ('\(text)'): "
            + "give { encoding = \"windows-1252\" }, or save the file as UTF-8"
    }

    /// The text that the bytes are in Windows-1252; nil if they cannot be.
    package static func windows1252(_ bytes: some Collection<UInt8>) -> String? {
        var text = ""
        for byte in bytes {
            switch byte {
            case 0x80...0x9F:
                guard let scalar = Unicode.Scalar(UInt32(upper[Int(byte) - 0x80])), upper[Int(byte) - 0x80] != 0 else {
                    return nil
                }
                text.unicodeScalars.append(scalar)
            case 0..<0x20: return nil
            default: text.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        return text.isEmpty ? nil : text
    }

    /// The characters of 0x80 to 0x9F in Windows-1252; 0 where it has none.
    private static let upper: [UInt16] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
        0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E,
        0x0178,
    ]
}
