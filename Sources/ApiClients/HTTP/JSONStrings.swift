/// JSON texts for people to look at.
package enum JSONStrings {
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
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    result += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
                }
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
