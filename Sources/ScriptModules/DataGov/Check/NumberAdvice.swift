import TerminalText
import TextFormats

/// What a value that is meant as a number has that a number has not, and how it is written.
struct NumberAdvice {
    let words: String

    /// - Parameter hasContinental: Whether the column has numbers with a decimal comma or points between thousands.
    /// - Returns: nil where nothing can be advised.
    init?(_ value: FoundValue, hasContinental: Bool) {
        let traits = CSVTraits(of: value.text)
        let text = String(decoding: value.text, as: UTF8.self)
        if hasContinental, traits.contains(.twoReadings) {
            words = "its comma may stand before thousands or decimals"
        } else if traits.contains(.apostrophe) {
            words =
                "the apostrophe in front makes it a text for spreadsheets; write \(String(text.dropFirst()).visible)"
        } else if let flaw = Self.flaw(text, traits) {
            let plain = PlainNumber(text, isContinental: traits.contains(.continental))
            words = flaw + (plain.map { "; write \($0.text)" } ?? "")
        } else if let remedy = Self.remedy(traits) ?? Self.addition(to: text) {
            words = remedy
        } else {
            return nil
        }
    }

    /// What is wrong with a value that can be written as a number by itself.
    private static func flaw(_ text: String, _ traits: CSVTraits) -> String? {
        if traits.contains(.currency) { return "it has a currency" }
        if traits.contains(.accounting) {
            return text.contains(where: \.isWholeNumber)
                ? "accounts write a negative number in parentheses" : "accounts write 0 as a hyphen"
        }
        if traits.contains(.oddSign) {
            return text.contains { "+＋".contains($0) }
                ? "it has a plus sign" : "its sign does not stand right in front of the digits"
        }
        if traits.contains(.decimalComma) { return "it has a decimal comma" }
        if traits.contains(.groups) { return "its digits are in groups" }
        guard traits.contains(.disguised) else { return nil }
        for (offset, character) in text.enumerated() {
            if let scalar = character.unicodeScalars.first(where: { $0 == "\t" || !$0.isASCII }) {
                return "it has \(LookAlike(scalar: scalar, column: offset + 1).placed)"
            }
        }
        return nil
    }

    /// What to do about other values.
    private static func remedy(_ traits: CSVTraits) -> String? {
        if traits.contains(.thousands) { return "write it without commas" }
        if traits.contains(.percent) { return "write it without the percent sign" }
        if traits.contains(.exponent) { return "write all its digits" }
        if traits.contains(.formula) { return "it is a formula; write its value" }
        if traits.contains(.sheetError) { return "a formula of a spreadsheet has failed" }
        if traits.contains(.missing) { return "leave the field empty, or write `na`" }
        if traits.contains(.blank) { return "leave the field empty" }
        if traits.contains(.outerSpace) { return "it has white space at an end" }
        let dates: CSVTraits = [.month, .date, .week, .quarter, .halfYear, .dateTime, .otherTime, .otherDate]
        return traits.isDisjoint(with: dates.union([.time, .ambiguousDate])) ? nil : "it is a date or a time"
    }

    private static let signs = "~<>≤≥≈±=*†‡^+"
    private static let magnitudes: Set<String> = [
        "k", "m", "mm", "mn", "mil", "mio", "b", "bn", "hundred", "thousand", "million", "billion", "lakh", "crore",
    ]
    private static let months: Set<String> = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    ]

    /// What stands beside a number: a unit, a sign that it is about so much, a footnote's.
    private static func addition(to text: String) -> String? {
        let words = text.lowercased().split { !$0.isLetter && !$0.isWholeNumber }.map(String.init)
        if words.count > 1, words.count < 4, words.contains(where: months.contains),
            words.allSatisfy({ months.contains($0) || Int($0) != nil })
        {
            return "a spreadsheet may have taken it for a date"
        }
        let core = text.drop { signs.contains($0) || $0.isWhitespace }
        let digits = core.prefix { $0.isASCII && ($0.isWholeNumber || ".,-".contains($0)) }
        let number = digits.trimmingSuffix(",.-")
        guard number.contains(where: \.isWholeNumber) else { return nil }
        let before = text[..<core.startIndex]
        let after = core[number.endIndex...].drop(while: \.isWhitespace)
        if after.isEmpty { return before.isEmpty ? nil : "leave out `\(before.visible)`" }
        if after.allSatisfy({ signs.contains($0) }) { return "leave out `\(String(after).visible)`" }
        guard !after.contains(where: \.isWholeNumber), after.count <= 20 else { return nil }
        if magnitudes.contains(after.lowercased()) { return "write all its digits" }
        return "write the number alone, and `\(String(after).visible)` in the column's name or in a column of its own"
    }
}

/// A number as data.gov.sg takes it, made of one as people write it.
struct PlainNumber {
    let text: String

    /// - Parameters:
    ///   - written: Has one number, whatever stands around it.
    ///   - isContinental: Whether a comma stands before decimals, and points between thousands.
    /// - Returns: nil for what has no number, an exponent or a letter inside.
    init?(_ written: String, isContinental: Bool) {
        let characters = Array(written)
        guard let first = characters.firstIndex(where: \.isWholeNumber),
            let last = characters.lastIndex(where: \.isWholeNumber)
        else {
            guard characters.contains(where: Self.isMinus) else { return nil }
            text = "0"
            return
        }
        let inside = characters[first...last]
        guard !inside.contains(where: \.isLetter), !written.contains("%") else { return nil }
        let isMark = isContinental ? Self.isComma : Self.isPoint
        let begin = first > 0 && isMark(characters[first - 1]) && !Self.isAfterLetter(first - 1, characters)
        var (whole, fraction, isFraction) = ("", "", begin)
        let points = inside.indices.filter { Self.isPoint(inside[$0]) }
        let commas = inside.indices.filter { Self.isComma(inside[$0]) }
        let decimal = isContinental ? commas.last : points.count == 1 ? points.last : nil
        for index in inside.indices {
            if let digit = inside[index].wholeNumberValue {
                if isFraction { fraction += "\(digit)" } else { whole += "\(digit)" }
            } else if index == decimal {
                isFraction = true
            }
        }
        let isNegative = characters.contains { Self.isMinus($0) || "(（".contains($0) }
        text = (isNegative ? "-" : "") + (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : ".\(fraction)")
    }

    private static func isPoint(_ character: Character) -> Bool { ".．٫".contains(character) }
    private static func isComma(_ character: Character) -> Bool { ",，".contains(character) }
    private static func isMinus(_ character: Character) -> Bool { "-−‐‑‒–—―－﹣".contains(character) }

    /// Whether a letter stands before the place, as in `Rs.500`.
    private static func isAfterLetter(_ index: Int, _ characters: [Character]) -> Bool {
        index > 0 && characters[index - 1].isLetter
    }
}

extension Substring {
    fileprivate func trimmingSuffix(_ marks: String) -> Substring {
        var rest = self
        while let last = rest.last, marks.contains(last) { rest.removeLast() }
        return rest
    }
}
