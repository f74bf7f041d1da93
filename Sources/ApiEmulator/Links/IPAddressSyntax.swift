/// What is an IP address by `isIP` of validator.js 13.7.
enum IPAddressSyntax {
    static func isIPv4(_ text: [UInt16]) -> Bool {
        let parts = text.split(separator: UInt16(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy(isOctet)
    }

    /// - Parameter text: Without brackets; a zone may follow a percent sign.
    static func isIPv6(_ text: [UInt16]) -> Bool {
        let address = text.prefix { $0 != UInt16(ascii: "%") }
        guard address.count == text.count || isZone(text[(address.endIndex + 1)...]) else { return false }
        let colon = UInt16(ascii: ":")
        guard let gap = address.firstRange(of: [colon, colon]) else { return groups(address, mayEndInIPv4: true) == 8 }
        let (before, after) = (address[..<gap.lowerBound], address[gap.upperBound...])
        guard let first = before.isEmpty ? 0 : groups(before, mayEndInIPv4: false),
            let last = after.isEmpty ? 0 : groups(after, mayEndInIPv4: true)
        else { return false }
        return first + last <= 7
    }

    /// How many groups stand between single colons, an IPv4 address being two; nil if one is none.
    private static func groups(_ text: ArraySlice<UInt16>, mayEndInIPv4: Bool) -> Int? {
        var parts = text.split(separator: UInt16(ascii: ":"), omittingEmptySubsequences: false)
        var count = 0
        if mayEndInIPv4, let last = parts.last, isIPv4(Array(last)) {
            parts.removeLast()
            count = 2
        }
        guard parts.allSatisfy({ (1...4).contains($0.count) && $0.allSatisfy(isHexDigit) }) else { return nil }
        return count + parts.count
    }

    private static func isOctet(_ text: ArraySlice<UInt16>) -> Bool {
        guard (1...3).contains(text.count), text.count == 1 || text.first != UInt16(ascii: "0") else { return false }
        return text.allSatisfy(LongURLSyntax.isDigit) && UInt8(String(decoding: text, as: UTF16.self)) != nil
    }

    private static func isHexDigit(_ unit: UInt16) -> Bool {
        LongURLSyntax.isDigit(unit) || (UInt16(ascii: "a")...UInt16(ascii: "f")).contains(unit | 0x20)
    }

    private static func isZone(_ text: ArraySlice<UInt16>) -> Bool {
        !text.isEmpty
            && text.allSatisfy { LongURLSyntax.isLetter($0) || LongURLSyntax.isDigit($0) || "-.:".utf16.contains($0) }
    }
}
