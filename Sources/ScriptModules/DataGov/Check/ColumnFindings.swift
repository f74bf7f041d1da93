import ApiClients
import TerminalText
import TextFormats

/// What is wrong with the values of a column.
extension FindingList {
    /// - Parameters:
    ///   - name: The column's; the guideline says for some what they hold.
    ///   - isNumeric: Whether the dataset's column is numeric; nil where that is not known.
    mutating func addColumn(
        _ column: ScannedColumn, _ place: ColumnPlace, named name: String, _ mode: UploadMode, isNumeric: Bool?
    ) {
        addCharacters(column, place)
        if column.isEmpty {
            let filled = column.counts[[.empty, .blank]]
            if filled > 0, !name.allSatisfy(\.isWhitespace) {
                add(.emptyColumn, in: place, "the column has no values: leave it out, if the dataset does not need it")
            }
        } else if let form = DateForm(of: name) {
            addDates(column, place, form)
        } else if let isKnown = addNumbers(column, place, mode, isNumeric) {
            addIdentifiers(column, place, isNumeric: isKnown)
        } else {
            addTexts(column, place, name)
        }
    }

    /// What no text should hold, whatever it means.
    private mutating func addCharacters(_ column: ScannedColumn, _ place: ColumnPlace) {
        addEach(.notUTF8, .notText, column, place) { value in
            let guess = CSVEncoding.windows1252(value.text).map { "; it looks like Windows-1252 ('\($0.visible)')" }
            return "the text is not UTF-8\(guess ?? ""): save the file as CSV UTF-8"
        }
        addEach(.controlCharacter, .control, column, place) { value in
            let sign = value.sign { $0.properties.generalCategory == .control && !"\t\n\r".unicodeScalars.contains($0) }
            return "`\(value.shown)` has \(sign): delete it"
        }
        addEach(.quoteInside, .quoteInside, column, place) { value in
            "a quote stands inside a field that is not quoted: `\(value.shown)`; write the field in quotes, with each "
                + "quote inside doubled"
        }
        addEach(.lineBreak, .lineBreak, column, place) { "`\($0.shown)` has a line break; write it on one line" }
        addEach(.invisibleCharacter, .unseen, column, place) { value in
            "`\(value.shown)` has " + value.sign { $0 == "\t" || $0.value > 0x7F && $0.isUnseen }
        }
        addEach(.curlyQuote, .curly, column, place) { value in
            "`\(value.shown)` has " + value.sign { "‘’“”".unicodeScalars.contains($0) }
        }
    }

    /// Values of a column whose name says what they are.
    private mutating func addDates(_ column: ScannedColumn, _ place: ColumnPlace, _ form: DateForm) {
        let wanted = "'\(place.name)' has the form \(form.words)"
        addEach(.ambiguousDate, .ambiguousDate, column, place, Self.twoReadings)
        let serials = form.trait == .year ? 0 : column.counts[.serial]
        add(.dateSerial, place, serials, serials > 0 ? column.first(.serial) : [], advice: wanted) { value in
            "`\(value.shown)` is how a spreadsheet counts days; write it as \(form.words)"
        }
        let odd = CSVTraits.kinds.subtracting(Self.absent).subtracting([form.trait, .ambiguousDate])
        let serialLines = Set(serials > 0 ? column.first(.serial).map(\.line) : [])
        add(
            .dateForm, place, column.counts[odd] - serials,
            column.first(odd).filter { !serialLines.contains($0.line) }, advice: wanted
        ) { "`\($0.shown)` is not of the form \(form.words)" }
    }

    /// What spreadsheets do to numbers that are names: postal codes, identity numbers.
    private mutating func addIdentifiers(_ column: ScannedColumn, _ place: ColumnPlace, isNumeric: Bool) {
        addSerials(column, place)
        guard !isNumeric else { return }
        addLostZeros(column, place)
    }

    private mutating func addLostZeros(_ column: ScannedColumn, _ place: ColumnPlace) {
        let padded = column.integers.filter { $0.withZeros > 0 }
        guard padded.count == 1, let length = padded.first?.length,
            !column.integers.contains(where: { $0.length > length })
        else { return }
        let short = column.integers.filter { $0.length < length && $0.others > 0 }
        let found = short.compactMap { integers in
            integers.first.map { FoundValue(line: $0.line, text: Array($0.text.utf8)) }
        }
        add(
            .lostZeros, place, short.reduce(0) { $0 + $1.others }, found.sorted { $0.line < $1.line },
            advice: "others have \(length) digits and begin with 0"
        ) { value in
            "`\(value.shown)` has \(value.text.count) digits, where others have \(length) and begin with 0: a "
                + "spreadsheet may have dropped the zeros"
        }
    }

    /// Dates that a spreadsheet shows as numbers, in a column that has dates or is named after them.
    private mutating func addSerials(_ column: ScannedColumn, _ place: ColumnPlace) {
        let dates = column.counts[[.date, .dateTime, .otherTime, .otherDate, .ambiguousDate]]
        let words = place.name.lowercased().split { !$0.isLetter }
        guard dates > 0 || words.contains("date") || words.contains("datetime") else { return }
        addEach(.dateSerial, .serial, column, place) { value in
            "`\(value.shown)` is how a spreadsheet counts days; write the date, as in 2026-01-31"
        }
    }

    private mutating func addTexts(_ column: ScannedColumn, _ place: ColumnPlace, _ name: String) {
        addEach(.ambiguousDate, .ambiguousDate, column, place, Self.twoReadings)
        addEach(.dateForm, .otherDate, column, place) { "`\($0.shown)`: the guideline's form is 2026-01-31" }
        addSerials(column, place)
        addScientific(column, place)
        addEach(.spreadsheetError, .sheetError, column, place) { value in
            "`\(value.shown)` is what a spreadsheet shows for a formula that has failed"
        }
        addDressedNumbers(column, place)
        addEach(.missingValue, .missing, column, place) { value in
            "`\(value.shown)`: the guideline's marks are `na`, `-` for negligible and `s` for suppressed"
        }
        addEach(.whiteSpace, [.outerSpace, .blank], column, place) { value in
            CSVTraits(of: value.text).contains(.blank)
                ? "the field has white space only" : "`\(value.shown)` has white space at an end"
        }
        addLostZeros(column, place)
    }

    private static func twoReadings(_ value: FoundValue) -> String {
        "`\(value.shown)` can be read as day/month or month/day; write it as 2026-01-31"
    }

    mutating func addEach(
        _ kind: FindingKind, _ traits: CSVTraits, _ column: ScannedColumn, _ place: ColumnPlace,
        _ message: (FoundValue) -> String
    ) {
        let count = column.counts[traits]
        if count > 0 { add(kind, place, count, column.first(traits), message) }
    }
}

/// The form that the guideline has for the values of a column with a certain name.
struct DateForm: Sendable {
    let trait: CSVTraits
    let words: String

    /// nil for a name that says nothing about the values.
    init?(of name: String) {
        switch name {
        case "year", "financial_year": self.init(.year, "YYYY")
        case "month": self.init(.month, "YYYY-MM")
        case "date": self.init(.date, "YYYY-MM-DD")
        case "week": self.init(.week, "YYYY-Www")
        case "quarter", "financial_quarter": self.init(.quarter, "YYYY-Qq")
        case "half_year", "financial_half_year": self.init(.halfYear, "YYYY-Hh")
        case "date_time", "datetime": self.init(.dateTime, "YYYY-MM-DDThh:mm")
        case "time": self.init(.time, "hh:mm")
        default: return nil
        }
    }

    private init(_ trait: CSVTraits, _ words: String) {
        self.trait = trait
        self.words = words
    }
}

extension FoundValue {
    /// The first character of a kind, by its name and place; "such a character" where the value was cut before it.
    fileprivate func sign(_ isMeant: (Unicode.Scalar) -> Bool) -> String {
        for (offset, character) in String(decoding: text, as: UTF8.self).enumerated() {
            if let scalar = character.unicodeScalars.first(where: isMeant) {
                return LookAlike(scalar: scalar, column: offset + 1).placed
            }
        }
        return "such a character"
    }
}

extension Unicode.Scalar {
    /// Whether it takes room and shows nothing, or shows nothing at all.
    fileprivate var isUnseen: Bool { isInvisible || properties.isWhitespace }
}
