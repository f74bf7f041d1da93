/// Finds the parts of URLs that must not be shown: users, queries, fragments.
enum URLCuts {
    /// The parts of one URL, in order.
    static func cuts(in url: ArraySlice<UInt8>) -> [Redaction.Cut] {
        let cut = url.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? url.endIndex
        var cuts: [Redaction.Cut] = []
        if let authority = authority(in: url[..<cut]) {
            let end = url[authority..<cut].firstIndex(of: UInt8(ascii: "/")) ?? cut
            if let at = url[authority..<end].lastIndex(of: UInt8(ascii: "@")) {
                cuts.append(Redaction.Cut(range: authority..<at + 1, replacement: ""))
            }
        }
        if cut < url.endIndex { cuts.append(Redaction.Cut(range: cut..<url.endIndex, replacement: "?…")) }
        return cuts
    }

    /// Where the authority begins: after the first `://`.
    private static func authority(in url: ArraySlice<UInt8>) -> Int? {
        // The library's search for a part is slow, and this is done to every text that is shown.
        var rest = url
        while let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
            rest = rest[(colon + 1)...]
            if rest.starts(with: "//".utf8) { return colon + 3 }
        }
        return nil
    }

    /// The parts of each URL in a text.
    static func urls(in bytes: [UInt8]) -> [Redaction.Cut] {
        var cuts: [Redaction.Cut] = []
        var index = 0
        while index < bytes.count {
            guard startsURL(bytes[index...]) else {
                index += 1
                continue
            }
            let end = bytes[index...].firstIndex(where: endsURL) ?? bytes.endIndex
            cuts += self.cuts(in: bytes[index..<end])
            index = end
        }
        return cuts
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

/// Finds the values by which pre-signed addresses of object storages grant access.
enum SignatureCuts {
    /// Parameters that mean the same wherever they stand: in a query, a form, a header or an object of JSON.
    private static let names = [
        "x-amz-signature", "x-amz-credential", "x-amz-security-token", "x-goog-signature", "x-goog-credential",
        "awsaccesskeyid",
    ].map { Array($0.utf8) }
    /// Parameters whose names are words as well: they count inside a query only (CloudFront, S3's old form, Azure).
    private static let short = ["signature", "sig", "key-pair-id", "googleaccessid"].map { Array($0.utf8) }

    /// The values in a text.
    static func cuts(in bytes: [UInt8]) -> [Redaction.Cut] {
        var cuts: [Redaction.Cut] = []
        var index = 0
        while index < bytes.count {
            let begins = index == 0 || !isOfName(bytes[index - 1])
            guard begins, let value = value(ofNameAt: index, in: bytes) else {
                index += 1
                continue
            }
            if !value.isEmpty { cuts.append(Redaction.Cut(range: value, replacement: "…")) }
            index = max(index + 1, value.upperBound)
        }
        return cuts
    }

    private static func value(ofNameAt start: Int, in bytes: [UInt8]) -> Range<Int>? {
        // Most bytes begin none of the names.
        guard "xagsk".utf8.contains(bytes[start] | 0x20) else { return nil }
        let isInQuery = start > 0 && "?&;".utf8.contains(bytes[start - 1])
        guard
            let name = (names + (isInQuery ? short : [])).first(where: { name in
                bytes.count - start >= name.count
                    && zip(name, bytes[start...]).allSatisfy { $0 == $1 | 0x20 || $0 == $1 }
            })
        else { return nil }
        var index = start + name.count
        // `name=value`, `name: value`, `"name": "value"`.
        var hasSign = false
        while index < bytes.count, "=:\"' ".utf8.contains(bytes[index]) {
            hasSign = hasSign || bytes[index] == UInt8(ascii: "=") || bytes[index] == UInt8(ascii: ":")
            index += 1
        }
        guard hasSign else { return nil }
        let end = bytes[index...].firstIndex(where: endsValue) ?? bytes.endIndex
        return index..<end
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "_")
    }

    private static func endsValue(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == 0x7F || "\"'<>`\\&;,)}]#".utf8.contains(byte)
    }
}
