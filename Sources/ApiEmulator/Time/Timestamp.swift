/// A moment of the emulated world: the time since 1970 in UTC.
struct Timestamp: Sendable, Hashable, Comparable {
    var since1970: Duration

    static let zero = Timestamp(since1970: .zero)

    static func < (left: Timestamp, right: Timestamp) -> Bool { left.since1970 < right.since1970 }
    static func + (left: Timestamp, right: Duration) -> Timestamp { Timestamp(since1970: left.since1970 + right) }
    static func - (left: Timestamp, right: Timestamp) -> Duration { left.since1970 - right.since1970 }

    var milliseconds: Int64 {
        let (seconds, attoseconds) = since1970.components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }

    /// As the services write it: `2022-09-19T03:31:00.131Z`.
    var iso8601: String {
        let (day, time) = (calendarDay, timeOfDay)
        let fraction = Self.padded(milliseconds % 1000, 3)
        return "\(day.joined(separator: "-"))T\(time.joined(separator: ":")).\(fraction)Z"
    }

    /// As signatures write it: `20220919T033100Z`.
    var compact: String { "\(calendarDay.joined())T\(timeOfDay.joined())Z" }

    /// As HTTP headers write it: `Mon, 19 Sep 2022 03:31:00 GMT`.
    var httpDate: String {
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let (year, month, day) = civil
        let date = "\(Self.padded(day, 2)) \(months[Int(month) - 1]) \(year)"
        return "\(weekdays[Int(days % 7)]), \(date) \(timeOfDay.joined(separator: ":")) GMT"
    }

    /// Reads the form of ``compact``.
    init?(compact text: String) {
        let bytes = Array(text)
        guard bytes.count == 16, bytes[8] == "T", bytes[15] == "Z" else { return nil }
        func number(_ range: Range<Int>) -> Int64? { Int64(String(bytes[range])) }
        guard let year = number(0..<4), let month = number(4..<6), let day = number(6..<8),
            let hour = number(9..<11), let minute = number(11..<13), let second = number(13..<15),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        since1970 = .seconds(((days * 24 + hour) * 60 + minute) * 60 + second)
    }

    init(since1970: Duration) { self.since1970 = since1970 }

    private var days: Int64 { since1970.components.seconds / 86_400 }

    private var calendarDay: [String] {
        let (year, month, day) = civil
        return [Self.padded(year, 4), Self.padded(month, 2), Self.padded(day, 2)]
    }

    private var timeOfDay: [String] {
        let second = since1970.components.seconds % 86_400
        return [second / 3600, second / 60 % 60, second % 60].map { Self.padded($0, 2) }
    }

    /// The Gregorian date, by counting in eras of 400 years that begin in March.
    private var civil: (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        )
    }

    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let yearOfEra = year % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return year / 400 * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// Kept as whole milliseconds since 1970.
extension Timestamp: Codable {
    init(from decoder: any Decoder) throws {
        self.init(since1970: .milliseconds(try decoder.singleValueContainer().decode(Int64.self)))
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}
