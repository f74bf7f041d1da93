/// Replaces what differs from run to run: times, and names and ids that the test does not give.
///
/// The same name gets the same number each time: `<link 1>`, `<id 2>`.
struct PlainText {
    /// Names of links that no script has chosen.
    let drawnNames: Set<String>
    /// What the test itself has said, in which ids keep their names.
    let given: String
    /// The first and the last second since 1970 that are a time of the test.
    let unixRange: ClosedRange<Int>

    private var numbers: [String: Int] = [:]
    private var links = 0
    private var ids = 0

    init(drawnNames: Set<String>, given: String, unixRange: ClosedRange<Int>) {
        self.drawnNames = drawnNames
        self.given = given
        self.unixRange = unixRange
    }

    /// The text with them replaced; one call after the other, in the order of the snapshot.
    mutating func plain(_ text: String) -> String {
        var plain = ""
        var rest = text[...]
        while let first = rest.first {
            if first.isASCII, first.isNumber, let end = Self.endOfTime(rest) {
                plain += "<time>"
                rest = rest[end...]
                continue
            }
            guard Self.isPartOfWord(first) else {
                plain.append(first)
                rest = rest.dropFirst()
                continue
            }
            let word = rest.prefix(while: Self.isPartOfWord)
            plain += replacement(String(word)) ?? String(word)
            rest = rest[word.endIndex...]
        }
        return plain
    }

    private mutating func replacement(_ word: String) -> String? {
        if let number = numbers[word] { return drawnNames.contains(word) ? "<link \(number)>" : "<id \(number)>" }
        if drawnNames.contains(word) {
            links += 1
            numbers[word] = links
            return "<link \(links)>"
        }
        if let number = Int(word), word.utf8.count == 10, unixRange.contains(number) { return "<time>" }
        guard Self.isID(word), !given.contains(word) else { return nil }
        ids += 1
        numbers[word] = ids
        return "<id \(ids)>"
    }

    /// A UUID, or 24 and more hex digits, with `d_` or the like before them.
    private static func isID(_ word: String) -> Bool {
        let digits = word.split(separator: "_").last ?? ""
        let hex = digits.filter { $0 != "-" }
        return hex.utf8.count >= 24 && hex.allSatisfy { $0.isASCII && $0.isHexDigit } && hex.contains { $0.isNumber }
    }

    private static func isPartOfWord(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber) || character == "_" || character == "-"
    }

    /// Where a date with a time of day ends that the text begins with: `2026-01-05T09:00:00.123+08:00`.
    private static func endOfTime(_ text: Substring) -> Substring.Index? {
        // Most numbers are no dates, and a pattern costs more than a look.
        guard text.utf8.dropFirst(4).first == UInt8(ascii: "-") else { return nil }
        let pattern = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?/
        return text.prefixMatch(of: pattern)?.range.upperBound
    }
}
