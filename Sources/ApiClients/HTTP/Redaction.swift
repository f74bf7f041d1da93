/// Takes out of texts what must not be seen in logs and errors.
public enum Redaction {
    /// A URL without user, query and fragment; a cut query leaves `?…` behind.
    public static func url(_ url: String) -> String {
        let bytes = Array(url.utf8)
        let cut = bytes.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? bytes.endIndex
        var kept = bytes[..<cut]
        if let authority = kept.firstRange(of: Array("://".utf8))?.upperBound {
            let end = kept[authority...].firstIndex(of: UInt8(ascii: "/")) ?? kept.endIndex
            if let at = kept[authority..<end].lastIndex(of: UInt8(ascii: "@")) {
                kept.removeSubrange(authority...at)
            }
        }
        return String(decoding: kept, as: UTF8.self) + (cut < bytes.endIndex ? "?…" : "")
    }

    /// Any text, with each `http://` or `https://` URL in it treated by ``url(_:)``.
    public static func text(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result = ""
        var done = 0
        var index = 0
        while index < bytes.count {
            guard startsURL(bytes[index...]) else {
                index += 1
                continue
            }
            let end = bytes[index...].firstIndex(where: endsURL) ?? bytes.endIndex
            result += String(decoding: bytes[done..<index], as: UTF8.self)
            result += url(String(decoding: bytes[index..<end], as: UTF8.self))
            index = end
            done = end
        }
        return done == 0 ? text : result + String(decoding: bytes[done...], as: UTF8.self)
    }

    /// Any text, with `[key]` wherever a secret stood.
    static func text(_ text: String, without secret: String) -> String {
        guard !secret.isEmpty, text.utf8.count >= secret.utf8.count, text.contains(secret) else { return text }
        return text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "[key]")
    }

    private static func startsURL(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, first | 0x20 == UInt8(ascii: "h") else { return false }
        // Setting bit 5 makes letters lower case and leaves `:` and `/` as they are.
        let start = bytes.prefix(8).map { $0 | 0x20 }
        return start.starts(with: "http://".utf8) || start.starts(with: "https://".utf8)
    }

    private static func endsURL(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == 0x7F || "\"'<>`\\".utf8.contains(byte)
    }
}
