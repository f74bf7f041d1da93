import ApiClients
import TerminalText
import TextFormats

/// What is wrong with the values of a column of numbers, and with those that are meant as numbers in any column.
extension FindingList {
    fileprivate static let numbers: CSVTraits = [.whole, .year, .zeros, .decimal]
    /// Values that are missing as the guideline has them: they fit every type.
    static let absent: CSVTraits = [.empty, .notAvailable, .negligible]
    /// What a column of numbers should not hold.
    static let notNumbers = CSVTraits.kinds.subtracting(absent).subtracting(numbers)
    /// Numbers as people and spreadsheets write them.
    fileprivate static let dressed: CSVTraits = [
        .thousands, .percent, .currency, .accounting, .oddSign, .decimalComma, .groups, .apostrophe, .formula,
        .disguised,
    ]

    /// Looks at a column that is, or should be, one of numbers.
    ///
    /// - Returns: nil for one that is not; otherwise whether that is known from the dataset.
    mutating func addNumbers(
        _ column: ScannedColumn, _ place: ColumnPlace, _ mode: UploadMode, _ isNumeric: Bool?
    ) -> Bool? {
        let counts = column.counts
        let (numbers, others) = (counts[Self.numbers], counts[Self.notNumbers])
        let exponents = counts[.exponent]
        if isNumeric == false { return nil }
        guard isNumeric == true || numbers > 0 && column.isMeantAsNumbers else { return nil }
        addEach(.missingValue, .negligible, column, place) { value in
            "`\(value.shown)` is the guideline's mark for a negligible or suppressed value, and may turn a column of "
                + "numbers into text"
        }
        addAmbiguousNumbers(column, place)
        guard others > exponents else {
            addScientific(column, place)
            return isNumeric == true
        }
        let becomesText = isNumeric == true && mode == .replace
        let kind: FindingKind = becomesText ? .becomesText : .notANumber
        let words =
            "\(numbers.grouped) number\(numbers == 1 ? "" : "s"), \(others.grouped) other\(others == 1 ? "" : "s")"
        add(
            kind, place, others, column.first(Self.notNumbers), as: isNumeric == true ? .error : nil, summary: words,
            advice: becomesText ? "the dataset's column of numbers would become text" : nil
        ) { value in
            let advice = NumberAdvice(value, hasContinental: column.hasContinental)
            return "`\(value.shown)` is not a number" + (advice.map { ": \($0.words)" } ?? "")
        }
        return isNumeric == true
    }

    /// Numbers that cannot be told from those of a column that has a decimal comma or points between thousands.
    private mutating func addAmbiguousNumbers(_ column: ScannedColumn, _ place: ColumnPlace) {
        guard column.hasContinental else { return }
        addEach(.ambiguousNumber, .twoReadings, column, place) { value in
            "`\(value.shown)` may have a decimal mark or a thousands separator, as the column has both: write numbers "
                + "without separators and with a decimal point"
        }
    }

    /// Numbers in a column of texts, as far as they are not texts as well.
    mutating func addDressedNumbers(_ column: ScannedColumn, _ place: ColumnPlace) {
        var kinds: [(FindingKind, CSVTraits)] = [
            (.thousandsComma, .thousands), (.percentSign, .percent), (.currencySign, .currency),
            (.leadingApostrophe, .apostrophe), (.formula, .formula),
        ]
        // A text may be `(1)`, `12,5` or `5+`; where all are, they are numbers.
        if column.isMeantAsNumbers {
            kinds += [
                (.accountingNumber, .accounting), (.oddSign, .oddSign), (.decimalComma, .decimalComma),
                (.digitGroups, .groups),
            ]
            addAmbiguousNumbers(column, place)
        }
        let hasContinental = column.hasContinental
        for (kind, traits) in kinds {
            addEach(kind, traits, column, place) { value in
                let advice = NumberAdvice(value, hasContinental: hasContinental)
                return "`\(value.shown)`" + (advice.map { ": \($0.words)" } ?? "")
            }
        }
    }

    mutating func addScientific(_ column: ScannedColumn, _ place: ColumnPlace) {
        addEach(.scientificNotation, .exponent, column, place) { value in
            "`\(value.shown)` is how spreadsheets shorten numbers; write all its digits"
        }
    }
}

extension ScannedColumn {
    /// Whether a few texts among many numbers, however those are written, are what somebody has overlooked.
    fileprivate var isMeantAsNumbers: Bool {
        let (numbers, others) = (counts[FindingList.numbers], counts[FindingList.notNumbers])
        let dressed = counts[FindingList.dressed]
        return numbers + dressed > 0 && numbers + dressed >= 2 * (others - counts[.exponent] - dressed)
    }

    /// Whether numbers have a decimal comma or points between thousands, and not by a slip among others with a decimal
    /// point.
    fileprivate var hasContinental: Bool {
        let slips = max(0, counts[.decimal] - counts[.twoReadings])
        return counts[.continental] > 0 && counts[.continental] >= slips
    }
}
