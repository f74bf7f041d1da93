/// What the values of a column are.
///
/// A column named after a kind of date must hold such dates.
enum ColumnType: String, Sendable, Codable {
    case text, numeric
    case year, month, date, week, quarter
    case halfYear = "half_year"
    case dateTime = "date_time"
    case time

    /// The kind of date that a column's name asks for.
    static func named(_ column: String) -> ColumnType? {
        guard let type = ColumnType(rawValue: column), type != .text, type != .numeric else { return nil }
        return type
    }

    /// How a value must look, for messages.
    var form: String {
        switch self {
        case .text: "text"
        case .numeric: "a number"
        case .year: "a year (YYYY)"
        case .month: "a month (YYYY-MM)"
        case .date: "a date (YYYY-MM-DD)"
        case .week: "a week (YYYY-Www)"
        case .quarter: "a quarter (YYYY-Qq)"
        case .halfYear: "a half year (YYYY-Hh)"
        case .dateTime: "a date and time (YYYY-MM-DDThh:mm[:ss][+hh:mm])"
        case .time: "a time (hh:mm[:ss])"
        }
    }

    /// Empty values, and `na` as the guidelines write a missing one, fit every type.
    func accepts(_ value: String) -> Bool {
        if value.isEmpty || value == "na" { return true }
        let text = value[...]
        return switch self {
        case .text: true
        case .numeric: Self.isNumber(value)
        case .year: Self.number(text, digits: 4) != nil
        case .month: Self.isMonth(text)
        case .date: Self.isDate(text)
        case .week: Self.isPart(text, "-W", digits: 2, 1...53)
        case .quarter: Self.isPart(text, "-Q", digits: 1, 1...4)
        case .halfYear: Self.isPart(text, "-H", digits: 1, 1...2)
        case .dateTime: Self.isDateTime(text)
        case .time: Self.isTime(text)
        }
    }

    private static func isNumber(_ value: String) -> Bool {
        guard let first = value.utf8.first, first != UInt8(ascii: "+"), let number = Double(value) else { return false }
        return number.isFinite && !value.contains { "xXpP".contains($0) }
    }

    private static func number(_ text: Substring, digits: Int) -> Int? {
        guard text.utf8.count == digits, text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        return Int(text)
    }

    private static func isPart(_ text: Substring, _ sign: String, digits: Int, _ range: ClosedRange<Int>) -> Bool {
        guard number(text.prefix(4), digits: 4) != nil, text.dropFirst(4).hasPrefix(sign) else { return false }
        return number(text.dropFirst(4 + sign.count), digits: digits).map(range.contains) ?? false
    }

    private static func isMonth(_ text: Substring) -> Bool { isPart(text, "-", digits: 2, 1...12) }

    private static func isDate(_ text: Substring) -> Bool {
        guard isMonth(text.prefix(7)), text.dropFirst(7).first == "-", let year = Int(text.prefix(4)),
            let month = Int(text.dropFirst(5).prefix(2)), let day = number(text.dropFirst(8), digits: 2)
        else { return false }
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[month - 1]).contains(day)
    }

    private static func isTime(_ text: Substring) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { number($0, digits: 2) }
        guard (2...3).contains(parts.count), let hour = parts[0], let minute = parts[1] else { return false }
        let second = parts.count == 3 ? parts[2] : 0
        return hour < 24 && minute < 60 && (second ?? 60) < 60
    }

    private static func isDateTime(_ text: Substring) -> Bool {
        guard isDate(text.prefix(10)), text.dropFirst(10).first == "T" else { return false }
        var time = text.dropFirst(11)
        if let sign = time.lastIndex(where: { $0 == "+" || $0 == "-" }) {
            let zone = time[time.index(after: sign)...]
            guard zone.utf8.count == 5, isTime(zone) else { return false }
            time = time[..<sign]
        }
        return isTime(time)
    }
}
