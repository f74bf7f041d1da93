/// What is a URL by `isURL` of validator.js 13.7, with the options that GoGovSG gives it.
///
/// All sizes are counted in UTF-16 units, as JavaScript does.
enum LongURLSyntax {
    private static let longest = 2082
    private static let longestLabel = 63

    /// - Parameter url: Begins with `https://`.
    static func allows(_ url: [UInt16]) -> Bool {
        guard url.count <= longest, !url.contains(where: isSpaceOrBracket) else { return false }
        let ends = Set("/?#".utf16)
        let authority = url.dropFirst("https://".utf16.count).prefix { !ends.contains($0) }
        var parts = authority.split(separator: UInt16(ascii: "@"), omittingEmptySubsequences: false)
        if parts.count > 1 {
            let user = parts.removeFirst()
            let words = user.split(separator: UInt16(ascii: ":"), omittingEmptySubsequences: false)
            if user.isEmpty || words.count > 2 || words.count == 2 && words.allSatisfy(\.isEmpty) { return false }
        }
        guard parts.count == 1 else { return false }
        return allows(host: Array(parts[0]))
    }

    private static func allows(host: [UInt16]) -> Bool {
        if host.first == UInt16(ascii: "["), let close = host.firstIndex(of: UInt16(ascii: "]")) {
            let rest = host[(close + 1)...]
            // Unlike after a name, a colon after brackets is followed by a port.
            guard rest.isEmpty || rest.count > 1 && isPort(rest) else { return false }
            return IPAddressSyntax.isIPv6(Array(host[1..<close]))
        }
        let name = host.prefix { $0 != UInt16(ascii: ":") }
        return isPort(host[name.endIndex...]) && (IPAddressSyntax.isIPv4(Array(name)) || isDomain(name))
    }

    /// Nothing, or a colon with or without a number.
    private static func isPort(_ text: ArraySlice<UInt16>) -> Bool {
        guard text.first == UInt16(ascii: ":") else { return text.isEmpty }
        let digits = text.dropFirst()
        guard digits.allSatisfy(isDigit) else { return false }
        let significant = digits.drop { $0 == UInt16(ascii: "0") }
        if digits.isEmpty { return true }
        guard (1...5).contains(significant.count) else { return false }
        return significant.reduce(0) { $0 * 10 + Int($1 - UInt16(ascii: "0")) } <= 65_535
    }

    private static func isDomain(_ host: ArraySlice<UInt16>) -> Bool {
        let labels = host.split(separator: UInt16(ascii: "."), omittingEmptySubsequences: false)
        guard labels.count > 1, let top = labels.last, isTopLevel(top) else { return false }
        let hyphen = UInt16(ascii: "-")
        return labels.allSatisfy { label in
            (1...longestLabel).contains(label.count) && label.first != hyphen && label.last != hyphen
                && label.allSatisfy { unit in
                    isLetter(unit) || isDigit(unit) || unit == hyphen
                        || unit >= 0xA1 && !(0xFF01...0xFF5E).contains(unit)
                }
        }
    }

    private static func isTopLevel(_ label: ArraySlice<UInt16>) -> Bool {
        let allowed: [ClosedRange<UInt16>] = [0xA1...0xA8, 0xAA...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFEF]
        if label.count >= 2, label.allSatisfy({ unit in isLetter(unit) || allowed.contains { $0.contains(unit) } }) {
            return true
        }
        let start = label.prefix(2).map { $0 | 0x20 }
        return label.count >= 4 && start.elementsEqual("xn".utf16)
            && label.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt16(ascii: "-") }
    }

    static func isLetter(_ unit: UInt16) -> Bool {
        (UInt16(ascii: "a")...UInt16(ascii: "z")).contains(unit | 0x20)
    }

    static func isDigit(_ unit: UInt16) -> Bool { (UInt16(ascii: "0")...UInt16(ascii: "9")).contains(unit) }

    /// What JavaScript's `\s` means, and angle brackets.
    private static func isSpaceOrBracket(_ unit: UInt16) -> Bool {
        switch unit {
        case 0x09...0x0D, 0x20, 0x3C, 0x3E, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
            0xFEFF:
            true
        default: false
        }
    }
}

extension UInt16 {
    init(ascii scalar: Unicode.Scalar) { self = UInt16(UInt8(ascii: scalar)) }
}
