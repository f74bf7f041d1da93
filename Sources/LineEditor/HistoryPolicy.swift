/// Which lines a history keeps: none that holds a key, and none that begins with a space.
package enum HistoryPolicy {
    /// Whether `entry` may be recorded.
    ///
    /// Refused are lines that begin with a space, data.gov.sg keys wherever they stand, and a long text without spaces
    /// that is given to a name with KEY, TOKEN, SECRET or PASSWORD in it.
    package static func mayKeep(_ entry: String) -> Bool {
        if entry.hasPrefix(" ") || entry.contains("live_v1_") || entry.contains("test_v1_") { return false }
        return !holdsSecretAssignment(Array(entry.unicodeScalars))
    }

    private static let names = ["KEY", "TOKEN", "SECRET", "PASSWORD"]

    private static func holdsSecretAssignment(_ scalars: [Unicode.Scalar]) -> Bool {
        var index = 0
        while index < scalars.count {
            guard isOfName(scalars[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < scalars.count, isOfName(scalars[index]) { index += 1 }
            let name = text(scalars[start..<index]).uppercased()
            if names.contains(where: name.contains), isSecret(scalars[index...]) { return true }
        }
        return false
    }

    /// Whether what follows a name gives it a secret: `= "…"`, `'] = '…'`, `: …`, `, "…"`.
    private static func isSecret(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
        var rest = rest.drop { " \t\"']".unicodeScalars.contains($0) }
        guard let sign = rest.popFirst(), "=:,".unicodeScalars.contains(sign) else { return false }
        rest = rest.drop { " \t\"'[=".unicodeScalars.contains($0) }
        let value = rest.prefix { isOfName($0) || "-+/=.~".unicodeScalars.contains($0) }
        let hasDigit = value.contains { ("0"..."9").contains($0) }
        return value.count >= 32 || (value.count >= 16 && hasDigit)
    }

    private static func isOfName(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || (scalar.isASCII && scalar.properties.isAlphabetic) || ("0"..."9").contains(scalar)
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }
}
