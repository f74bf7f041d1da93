extension Lexer {
    mutating func numeral() throws(SyntaxError) -> Numeral {
        let start = position
        let isHex = current == UInt8(ascii: "0") && byte(1).map { $0 | 32 } == UInt8(ascii: "x")
        if isHex { position += 2 }
        // All that could belong to it is taken, and judged then: `3x` is no number followed by a name.
        while let byte = current {
            if byte | 32 == UInt8(ascii: isHex ? "p" : "e") {
                position += 1
                if let sign = current, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
            } else if byte.isDigit || byte.isLetter || byte == UInt8(ascii: ".") {
                position += 1
            } else {
                break
            }
        }
        let digits = bytes[(isHex ? start + 2 : start)..<position]
        guard let value = isHex ? Self.hexadecimal(digits) : Self.decimal(digits) else {
            throw error("malformed number near '\(text(start..<position))'", at: start)
        }
        return value
    }

    /// An integer that does not fit is a float.
    private static func decimal(_ digits: ArraySlice<UInt8>) -> Numeral? {
        let text = String(decoding: digits, as: UTF8.self)
        if let integer = Int64(text) { return .integer(integer) }
        guard isWellFormed(digits, exponent: UInt8(ascii: "e"), isDigit: \.isDigit) else { return nil }
        return Double(text).map { .float($0) }
    }

    /// An integer that does not fit wraps around.
    private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> Numeral? {
        if !digits.isEmpty, digits.allSatisfy({ $0.hexValue != nil }) {
            return .integer(digits.reduce(0) { $0 << 4 | Int64($1.hexValue ?? 0) })
        }
        guard isWellFormed(digits, exponent: UInt8(ascii: "p"), isDigit: { $0.hexValue != nil }) else { return nil }
        let parts = digits.split(omittingEmptySubsequences: false) { $0 | 32 == UInt8(ascii: "p") }
        var mantissa = 0.0
        // No float is beyond a million, and no line has as many digits.
        let written = parts.count > 1 ? Int(String(decoding: parts[1], as: UTF8.self)) ?? 0 : 0
        var exponent = min(max(written, -1 << 40), 1 << 40)
        var isFraction = false
        for byte in parts[0] {
            guard let digit = byte.hexValue else {
                isFraction = true
                continue
            }
            mantissa = mantissa * 16 + Double(digit)
            if isFraction { exponent -= 4 }
        }
        return .float(Double(sign: .plus, exponent: exponent, significand: mantissa))
    }

    /// Whether it is digits with at most one point, and then perhaps an exponent in decimal.
    private static func isWellFormed(
        _ digits: ArraySlice<UInt8>, exponent: UInt8, isDigit: (UInt8) -> Bool
    ) -> Bool {
        let parts = digits.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 | 32 == exponent }
        let points = parts[0].filter { $0 == UInt8(ascii: ".") }.count
        guard points <= 1, parts[0].count > points,
            parts[0].allSatisfy({ isDigit($0) || $0 == UInt8(ascii: ".") })
        else { return false }
        guard parts.count > 1 else { return true }
        let power =
            parts[1].first.map { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") } == true
            ? parts[1].dropFirst() : parts[1]
        return !power.isEmpty && power.allSatisfy(\.isDigit)
    }
}
