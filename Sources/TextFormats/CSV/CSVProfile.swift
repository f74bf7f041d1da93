import CCSV

/// What a field looks like: one kind, and whatever else can be said of it.
package struct CSVTraits: OptionSet, Sendable, Hashable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }

    private init(_ bit: Int) { rawValue = 1 << UInt64(bit) }

    /// Every trait by itself.
    package static let each = (0..<count).map { CSVTraits($0) }
    static let count = CCSV_TRAITS

    /// Its traits, each by itself.
    package var members: [CSVTraits] { CSVTraits.each.filter { contains($0) } }

    package static let empty = CSVTraits(CCSV_EMPTY)
    /// White space and characters of no width only.
    package static let blank = CSVTraits(CCSV_BLANK)
    /// An integer without leading zeros.
    package static let whole = CSVTraits(CCSV_WHOLE)
    /// The same of four digits, which may be a year.
    package static let year = CSVTraits(CCSV_YEAR)
    /// An integer with leading zeros.
    package static let zeros = CSVTraits(CCSV_ZEROS)
    package static let decimal = CSVTraits(CCSV_DECIMAL)
    /// As in `1.2E+05`.
    package static let exponent = CSVTraits(CCSV_EXPONENT)
    /// As in `na`.
    package static let notAvailable = CSVTraits(CCSV_NOT_AVAILABLE)
    /// As in `-` or `s`.
    package static let negligible = CSVTraits(CCSV_NEGLIGIBLE)
    /// As in `N/A`, `null` and so on.
    package static let missing = CSVTraits(CCSV_MISSING)
    /// As in `40,120`.
    package static let thousands = CSVTraits(CCSV_THOUSANDS)
    /// As in `12.5%`.
    package static let percent = CSVTraits(CCSV_PERCENT)
    /// As in `$1,200` or `12 SGD`.
    package static let currency = CSVTraits(CCSV_CURRENCY)
    /// As in `(500)` for -500, and `$ -` for 0.
    package static let accounting = CSVTraits(CCSV_ACCOUNTING)
    /// As in `500-`, `+5` or `- 5`.
    package static let oddSign = CSVTraits(CCSV_ODD_SIGN)
    /// As in `12,5` or `1.200,50`.
    package static let decimalComma = CSVTraits(CCSV_DECIMAL_COMMA)
    /// As in `1 200`, `1'200` or `1.200.300`.
    package static let groups = CSVTraits(CCSV_GROUPS)
    /// As in `'01`.
    package static let apostrophe = CSVTraits(CCSV_APOSTROPHE)
    /// As in `=SUM(A1)`.
    package static let formula = CSVTraits(CCSV_FORMULA)
    /// A number, but for characters that look like its own or have no width.
    package static let disguised = CSVTraits(CCSV_DISGUISED)
    /// As in `#REF!`.
    package static let sheetError = CSVTraits(CCSV_SHEET_ERROR)
    /// As in `2026-01`.
    package static let month = CSVTraits(CCSV_MONTH)
    /// As in `2026-01-31`.
    package static let date = CSVTraits(CCSV_DATE)
    /// As in `2026-W05`.
    package static let week = CSVTraits(CCSV_WEEK)
    /// As in `2026-Q1`.
    package static let quarter = CSVTraits(CCSV_QUARTER)
    /// As in `2026-H1`.
    package static let halfYear = CSVTraits(CCSV_HALF_YEAR)
    /// As in `2026-01-31T09:30`.
    package static let dateTime = CSVTraits(CCSV_DATE_TIME)
    /// As in `09:30`.
    package static let time = CSVTraits(CCSV_TIME)
    /// As in `2026-01-31 09:30`.
    package static let otherTime = CSVTraits(CCSV_OTHER_TIME)
    /// As in `31/1/2026`: one reading.
    package static let otherDate = CSVTraits(CCSV_OTHER_DATE)
    /// As in `1/2/2026`: two readings.
    package static let ambiguousDate = CSVTraits(CCSV_AMBIGUOUS_DATE)
    package static let other = CSVTraits(CCSV_OTHER)

    /// A number that spreadsheets have for a day of 1954 to 2064.
    package static let serial = CSVTraits(CCSV_SERIAL)
    /// White space at an end.
    package static let outerSpace = CSVTraits(CCSV_OUTER_SPACE)
    /// A control character that is no tab and no line break.
    package static let control = CSVTraits(CCSV_CONTROL)
    package static let lineBreak = CSVTraits(CCSV_LINE_BREAK)
    /// A tab, a no-break space or a character of no width.
    package static let unseen = CSVTraits(CCSV_UNSEEN)
    package static let curly = CSVTraits(CCSV_CURLY)
    /// Not UTF-8.
    package static let notText = CSVTraits(CCSV_NOT_TEXT)
    /// A quote, and the field is not quoted.
    package static let quoteInside = CSVTraits(CCSV_QUOTE_INSIDE)

    /// A number with a decimal comma, or with points between thousands.
    package static let continental = CSVTraits(CCSV_CONTINENTAL)
    /// A number whose only comma or point may stand before thousands or decimals: `1,200`, `1.200`.
    package static let twoReadings = CSVTraits(CCSV_TWO_READINGS)

    /// Every kind, of which each field has exactly one.
    package static let kinds = CSVTraits(rawValue: (2 << UInt64(CCSV_OTHER)) - 1)

    /// The traits of a text as it would stand in a field without quotes.
    package init(of text: some Collection<UInt8>) {
        let bytes = Array(text)
        rawValue = bytes.withUnsafeBufferPointer { bytes in
            bytes.baseAddress.map { ccsv_traits($0, bytes.count, 0) } ?? CSVTraits.empty.rawValue
        }
    }
}

/// What the fields of a file hold, counted column by column while it is read; see ``CSVReader/profileNext(_:)``.
///
/// Takes about 1.4 KB for each column.
package struct CSVProfile: ~Copyable, @unchecked Sendable {
    // Unchecked: only this value, which is never copied, reaches what the pointer points to.
    let pointer: UnsafeMutablePointer<ccsv_profile>

    /// - Parameters:
    ///   - width: How many columns are looked at, from the left.
    ///   - samples: How many fields are told of each column and trait.
    /// - Returns: nil without memory for it.
    package init?(width: Int, samples: Int) {
        pointer = .allocate(capacity: 1)
        guard ccsv_profile_open(pointer, width, UInt64(samples)) else {
            pointer.deallocate()
            return nil
        }
    }

    deinit {
        ccsv_profile_close(pointer)
        pointer.deallocate()
    }

    /// How many fields of a column have each trait.
    package func counts(in column: Int) -> CSVCounts {
        withUnsafeBytes(of: pointer.pointee.columns[column].counts) {
            CSVCounts($0.bindMemory(to: UInt64.self).map(Int.init))
        }
    }

    /// The integers of a column, by how many digits they have; those of more than 20 digits are left out.
    package func integers(in column: Int) -> [CSVIntegers] {
        withUnsafeBytes(of: pointer.pointee.columns[column].digits) { bytes in
            bytes.bindMemory(to: ccsv_digits.self).enumerated().compactMap { length, found in
                guard found.zeros + found.others > 0 else { return nil }
                let text = withUnsafeBytes(of: found.first) { String(decoding: $0.prefix(length), as: UTF8.self) }
                return CSVIntegers(
                    length: length, withZeros: Int(found.zeros), others: Int(found.others),
                    first: found.others > 0 ? (Int(found.line), text) : nil)
            }
        }
    }
}

/// How many fields of a column have each trait.
package struct CSVCounts: Sendable, Hashable {
    private let counts: [Int]

    fileprivate init(_ counts: [Int]) { self.counts = counts }

    /// None of any trait.
    package init() { counts = Array(repeating: 0, count: CSVTraits.count) }

    /// How many fields have one of the traits, if no field has two of them.
    package subscript(_ traits: CSVTraits) -> Int {
        var (rest, sum) = (traits.rawValue, 0)
        while rest != 0 {
            sum += counts[rest.trailingZeroBitCount]
            rest &= rest - 1
        }
        return sum
    }
}

/// The integers of one length in a column.
package struct CSVIntegers: Sendable {
    package let length: Int
    /// Those with leading zeros.
    package let withZeros: Int
    package let others: Int
    /// The first of the others, and its line.
    package let first: (line: Int, text: String)?
}

/// What was found in a record.
package struct CSVProfiledRow: Sendable {
    /// The record's first line.
    package let line: Int
    package let width: Int
    /// Whether all fields are empty or blank; such a record is not counted in the profile.
    package let isBlank: Bool
    /// The fields that are among the first of their column with some traits.
    package let notes: [CSVNote]
}

/// A field that is among the first of its column with some traits.
package struct CSVNote: Sendable {
    package let column: Int
    package let traits: CSVTraits
    /// Its content, the first 200 bytes.
    package let text: [UInt8]
}
