import ApiClients
import TerminalText
import TextFormats

/// What is wrong with the names of the columns: by themselves, and beside the dataset's.
extension FindingList {
    private static let missing = "the dataset has this column, the file does not"
    private static let unknown = "the dataset has no such column"
    /// How many columns that the dataset does not have are looked at for one that it misses.
    private static let mostCompared = 100
    /// So many columns are told one by one.
    private static let mostNames = 1000

    mutating func addHeader(_ scan: FileScan, _ purpose: FileCheck.Purpose, _ dataset: DatasetFacts?) {
        let known = dataset?.columns.map(\.name) ?? []
        let expected = Set(known)
        // An append adds no column, whatever is said.
        let comparesAll = !known.isEmpty && !(purpose.newColumns && purpose.mode == .replace)
        var seen: Set<String> = []
        for (place, name) in zip(scan.places, scan.header).prefix(Self.mostNames) {
            guard let name else {
                add(.notUTF8, at: scan.headerPlace, in: place, "the name is not UTF-8: save the file as CSV UTF-8")
                continue
            }
            if name.allSatisfy(\.isWhitespace) {
                add(.blankHeader, at: scan.headerPlace, in: place, Self.nameless(place, scan))
            } else if !seen.insert(name).inserted {
                add(.duplicateHeader, at: scan.headerPlace, in: place, "two columns have this name")
            } else if !expected.contains(name), !comparesAll, known.isEmpty ? purpose.judgesNames : true {
                judge(name, place, scan.headerPlace)
            }
        }
        if comparesAll { compare(scan, known, purpose.mode) }
    }

    private static func nameless(_ place: ColumnPlace, _ scan: FileScan) -> String {
        let number = place.index + 1
        guard place.index < scan.columns.count, scan.rows > scan.blank.count else {
            return "column \(number) has no name"
        }
        return scan.columns[place.index].isEmpty
            ? "column \(number) has no name and no values, as spreadsheets leave them: delete it"
            : "column \(number) has no name"
    }

    /// The content guidelines' rules for headers.
    private mutating func judge(_ name: String, _ place: ColumnPlace, _ line: Int?) {
        if let sign = LookAlike.first(inValue: name), sign.scalar != " " {
            let isQuote = "‘’“”".unicodeScalars.contains(sign.scalar)
            return add(isQuote ? .curlyQuote : .invisibleCharacter, at: line, in: place, "the name has \(sign.placed)")
        }
        if let flaw = Self.flaw(in: name) { add(.headerStyle, at: line, in: place, flaw) }
    }

    private static func flaw(in name: String) -> String? {
        guard name.utf8.allSatisfy({ UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 || isDigitOrMark($0) }) else {
            return "a column's name has letters, digits, '.', '-' and '_' only; join words with '_'"
        }
        if name.contains(where: \.isUppercase) { return "a column's name is in lower case" }
        return name.utf8.count < 25 ? nil : "a column's name has less than 25 characters, not \(name.utf8.count)"
    }

    private static func isDigitOrMark(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || ".-_".utf8.contains(byte)
    }

    /// Compares the names with the dataset's.
    private mutating func compare(_ scan: FileScan, _ known: [String], _ mode: UploadMode) {
        let line = scan.headerPlace
        let named = zip(scan.places, scan.header).compactMap { place, name in name.map { (place: place, name: $0) } }
        let (present, expected) = (Set(named.map(\.name)), Set(known))
        var strangers = named.filter { !$0.name.allSatisfy(\.isWhitespace) && !expected.contains($0.name) }
        var renamed = false
        for name in known.prefix(Self.mostNames) where !present.contains(name) {
            let plain = name.plain
            if let index = strangers.prefix(Self.mostCompared).firstIndex(where: { $0.name.plain == plain }) {
                let stranger = strangers.remove(at: index)
                renamed = true
                let sign = LookAlike.first(inValue: stranger.name)
                let words = sign.map { "this name has \($0.placed)" } ?? "case matters"
                add(.columnCase, at: line, in: stranger.place, "the dataset's column is '\(name.visible)': \(words)")
                continue
            }
            // Each missing name is compared with each of these; a file with so many has more wrong than a name.
            let meant = strangers.prefix(Self.mostCompared).map(\.name).nearest(to: name)
            add(
                .missingColumn, at: line, in: ColumnPlace(-1, name),
                Self.missing + (meant.map { "; is it '\($0.visible)'?" } ?? ""))
        }
        for (place, name) in strangers.prefix(Self.mostNames) {
            let sign = LookAlike.first(inValue: name).flatMap { $0.scalar == " " ? nil : $0 }
            add(.unknownColumn, at: line, in: place, Self.unknown + (sign.map { "; the name has \($0.placed)" } ?? ""))
        }
        guard !renamed, strangers.isEmpty, present.count == expected.count, named.map(\.name) != known else { return }
        add(
            .columnOrder, at: line, as: mode == .append ? .error : nil,
            "the columns stand in another order than in the dataset: \(known.joined(separator: ", ").visible)")
    }
}

extension ScannedColumn {
    /// Whether no row has anything in it.
    var isEmpty: Bool { counts[.kinds.subtracting([.empty, .blank])] == 0 }
}

extension String {
    /// In lower case, without what cannot be seen at the ends or anywhere.
    fileprivate var plain: String {
        String(String.UnicodeScalarView(unicodeScalars.filter { !$0.isInvisible && !$0.properties.isWhitespace }))
            .lowercased()
    }
}
