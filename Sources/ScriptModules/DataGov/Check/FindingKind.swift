import TerminalText

/// How much a finding matters.
package enum FindingSeverity: String, Sendable, Comparable {
    /// The file is not sent unless the kind is allowed.
    case error
    /// The file is sent.
    case warning

    package static func < (left: Self, right: Self) -> Bool { left == .error && right == .warning }
}

/// What can be wrong with a file that is to be published.
package enum FindingKind: String, Sendable, CaseIterable {
    case emptyFile = "empty-file"
    case tooLarge = "too-large"
    case noRows = "no-rows"
    /// Not read to its end: a quote that is not closed, a spreadsheet, UTF-16.
    case notCSV = "not-csv"
    case separator
    case separatorLine = "separator-line"

    case blankHeader = "blank-header"
    case duplicateHeader = "duplicate-header"
    case headerStyle = "header-style"

    case missingColumn = "missing-column"
    case unknownColumn = "unknown-column"
    case columnCase = "column-case"
    case columnOrder = "column-order"
    case fewerRows = "fewer-rows"
    case notCompared = "not-compared"

    case raggedRow = "ragged-row"
    case blankRow = "blank-row"
    case quoteInside = "quote-inside"
    case notUTF8 = "not-utf8"
    case controlCharacter = "control-character"
    case lineBreak = "line-break"
    case invisibleCharacter = "invisible-character"
    case curlyQuote = "curly-quote"
    case whiteSpace = "white-space"

    case notANumber = "not-a-number"
    case becomesText = "becomes-text"
    case missingValue = "missing-value"
    case dateForm = "date-form"
    case ambiguousDate = "ambiguous-date"
    case dateSerial = "date-serial"
    case spreadsheetError = "spreadsheet-error"
    case scientificNotation = "scientific-notation"
    case lostZeros = "lost-zeros"
    case thousandsComma = "thousands-comma"
    case percentSign = "percent-sign"
    case currencySign = "currency-sign"
    case accountingNumber = "accounting-number"
    case oddSign = "odd-sign"
    case decimalComma = "decimal-comma"
    case digitGroups = "digit-groups"
    case ambiguousNumber = "ambiguous-number"
    case leadingApostrophe = "leading-apostrophe"
    case formula
    case emptyColumn = "empty-column"

    /// Warnings are what the guideline wants otherwise, what a spreadsheet may have done, and what cannot be known.
    var severity: FindingSeverity {
        switch self {
        case .emptyFile, .tooLarge, .noRows, .notCSV, .separator, .separatorLine, .blankHeader, .duplicateHeader,
            .missingColumn, .unknownColumn, .columnCase, .fewerRows, .raggedRow, .blankRow, .quoteInside, .notUTF8,
            .controlCharacter, .ambiguousDate, .ambiguousNumber, .becomesText:
            .error
        case .headerStyle, .columnOrder, .notCompared, .lineBreak, .invisibleCharacter, .curlyQuote, .whiteSpace,
            .notANumber, .missingValue, .dateForm, .dateSerial, .spreadsheetError, .scientificNotation, .lostZeros,
            .thousandsComma, .percentSign, .currencySign, .accountingNumber, .oddSign, .decimalComma, .digitGroups,
            .leadingApostrophe, .formula, .emptyColumn:
            .warning
        }
    }

    /// What there are so many of, for those of which a file can have many.
    func counted(_ count: Int) -> String {
        let (one, many) = nouns
        return count == 1 ? "1 \(one)" : "\(count.grouped) \(many)"
    }

    private var nouns: (String, String) {
        switch self {
        case .raggedRow: ("row with too few or too many fields", "rows with too few or too many fields")
        case .blankRow: ("row of blanks only", "rows of blanks only")
        case .quoteInside: ("unquoted field with a quote inside", "unquoted fields with a quote inside")
        case .notUTF8: ("field that is not UTF-8", "fields that are not UTF-8")
        case .controlCharacter: ("field with a control character", "fields with a control character")
        case .lineBreak: ("field with a line break", "fields with a line break")
        case .invisibleCharacter: ("field with an invisible character", "fields with an invisible character")
        case .curlyQuote: ("field with a curly quote", "fields with a curly quote")
        case .whiteSpace: ("field with white space at an end", "fields with white space at an end")
        case .missingValue: ("mark for a missing value", "marks for missing values")
        case .dateForm: ("value in another form", "values in another form")
        case .ambiguousDate: ("date that can be read two ways", "dates that can be read two ways")
        case .dateSerial: ("number in place of a date", "numbers in place of dates")
        case .spreadsheetError: ("error of a spreadsheet", "errors of a spreadsheet")
        case .scientificNotation: ("number in scientific notation", "numbers in scientific notation")
        case .lostZeros: ("number without the leading zeros of others", "numbers without the leading zeros of others")
        case .thousandsComma: ("number with a thousands comma", "numbers with a thousands comma")
        case .percentSign: ("number with a percent sign", "numbers with a percent sign")
        case .currencySign: ("number with a currency", "numbers with a currency")
        case .accountingNumber: ("number as accounts write it", "numbers as accounts write them")
        case .oddSign: ("number with an odd sign", "numbers with an odd sign")
        case .decimalComma: ("number with a decimal comma", "numbers with a decimal comma")
        case .digitGroups: ("number with its digits in groups", "numbers with their digits in groups")
        case .ambiguousNumber: ("number that can be read two ways", "numbers that can be read two ways")
        case .leadingApostrophe: ("value behind an apostrophe", "values behind an apostrophe")
        case .formula: ("formula", "formulas")
        default: ("finding", "findings")
        }
    }
}
