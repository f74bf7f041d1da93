import Timekeeping

/// When a zone's clock changes every year: the rule at the end of a zone file (POSIX, "TZ" in chapter 8; RFC 9636).
///
/// `EST5EDT,M3.2.0,M11.1.0` is a rule; `<+08>-8` is one without changes.
struct YearlyRule: Sendable, Hashable {
    /// The day of a change, and the time of that day by the clock that it ends.
    struct Change: Sendable, Hashable {
        enum Day: Sendable, Hashable {
            /// The weekday in a week of a month; week 5 is the last.
            case weekday(Int, week: Int, month: Int)
            /// From 0, leap days counted.
            case ofYear(Int)
            /// From 1, leap days not counted.
            case ofCommonYear(Int)
        }

        var day: Day
        var time: Duration
    }

    /// How far the clock is ahead of UTC, outside of summer.
    var standard: Duration
    /// The same in summer, and when that begins and ends; nil where the clock never changes.
    var summer: (offset: Duration, from: Change, to: Change)?

    static func == (one: YearlyRule, other: YearlyRule) -> Bool {
        one.standard == other.standard && one.summer?.offset == other.summer?.offset
            && one.summer?.from == other.summer?.from && one.summer?.to == other.summer?.to
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(standard)
        hasher.combine(summer?.offset)
    }

    /// How far the clock is ahead of UTC at a moment.
    func offset(at moment: ServiceInstant) -> Duration {
        guard let summer else { return standard }
        let year = CivilTime(moment, offset: standard).year
        let from = summer.from.moment(in: year) - standard
        let to = summer.to.moment(in: year) - summer.offset
        // South of the equator summer has the turn of the year in it.
        let isSummer = from < to ? moment >= from && moment < to : moment >= from || moment < to
        return isSummer ? summer.offset : standard
    }

    /// Nil for a text that is no rule.
    init?(_ text: String) {
        var text = text[...]
        guard let standard = Self.takeOffset(&text) else { return nil }
        self.standard = standard
        guard !text.isEmpty else { return }
        let ahead = standard + .seconds(3600)
        guard Self.skipName(&text) else { return nil }
        let offset = text.first == "," ? ahead : Self.takeTime(&text).map { .zero - $0 }
        guard let offset, text.popFirst() == ",", let from = Self.takeChange(&text), text.popFirst() == ",",
            let to = Self.takeChange(&text), text.isEmpty
        else { return nil }
        summer = (offset, from, to)
    }

    private static func takeOffset(_ text: inout Substring) -> Duration? {
        guard skipName(&text), let behind = takeTime(&text) else { return nil }
        return .zero - behind
    }

    private static func skipName(_ text: inout Substring) -> Bool {
        if text.first == "<" {
            guard let end = text.firstIndex(of: ">") else { return false }
            text = text[end...].dropFirst()
            return true
        }
        let name = text.prefix { $0.isLetter }
        text = text[name.endIndex...]
        return name.count >= 3
    }

    /// `5`, `-5:30`, `+02:00:00`, in hours, minutes and seconds.
    private static func takeTime(_ text: inout Substring) -> Duration? {
        var isNegative = false
        if text.first == "-" || text.first == "+" { isNegative = text.removeFirst() == "-" }
        var total = 0
        for (index, unit) in [3600, 60, 1].enumerated() {
            if index > 0 {
                guard text.first == ":" else { break }
                text.removeFirst()
            }
            guard let number = takeNumber(&text, at: index == 0 ? 167 : 59) else { return nil }
            total += number * unit
        }
        return .seconds(isNegative ? -total : total)
    }

    private static func takeNumber(_ text: inout Substring, at most: Int) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), number <= most else { return nil }
        text = text[digits.endIndex...]
        return number
    }

    private static func takeChange(_ text: inout Substring) -> Change? {
        let day: Change.Day
        switch text.first {
        case "M":
            text.removeFirst()
            guard let month = takeNumber(&text, at: 12), month > 0, text.popFirst() == ".",
                let week = takeNumber(&text, at: 5), week > 0, text.popFirst() == ".",
                let weekday = takeNumber(&text, at: 6)
            else { return nil }
            day = .weekday(weekday, week: week, month: month)
        case "J":
            text.removeFirst()
            guard let number = takeNumber(&text, at: 365), number > 0 else { return nil }
            day = .ofCommonYear(number)
        default:
            guard let number = takeNumber(&text, at: 365) else { return nil }
            day = .ofYear(number)
        }
        guard text.first == "/" else { return Change(day: day, time: .seconds(7200)) }
        text.removeFirst()
        return takeTime(&text).map { Change(day: day, time: $0) }
    }
}

extension YearlyRule.Change {
    /// The moment at which a clock at UTC shows the change's date and time.
    fileprivate func moment(in year: Int) -> ServiceInstant {
        let first = CivilTime(year: year, month: 1, day: 1).daysSince1970
        let days: Int
        switch day {
        case .ofYear(let number): days = first + number
        case .ofCommonYear(let number):
            let isAfterLeapDay = number > 59 && CivilTime.days(in: 2, of: year) == 29
            days = first + number - (isAfterLeapDay ? 0 : 1)
        case .weekday(let weekday, let week, let month):
            let begin = CivilTime(year: year, month: month, day: 1)
            var number = 1 + (weekday - begin.weekday + 7) % 7 + (week - 1) * 7
            while number > CivilTime.days(in: month, of: year) { number -= 7 }
            days = begin.daysSince1970 + number - 1
        }
        return CivilTime(daysSince1970: days).atUTC + time
    }
}
