import TerminalText

/// The words by which people say when something is started.
enum CalendarWords {
    static let weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
    static let shortWeekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]
    /// Whole expressions of crontabs.
    static let nicknames = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
        "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
    ]
    private static let known =
        ["daily", "nightly", "weekdays", "weekends", "weekly", "monthly", "yearly", "hourly", "every"] + weekdays

    /// What was probably meant by the first word of an expression.
    static func nearest(to word: String) -> String? { known.nearest(to: word) }

    /// The number of a weekday by its name, in full, in the plural or by three letters and more.
    static func weekday(_ word: Substring) -> Int? {
        let word = word.hasSuffix("s") && word.count > 5 ? word.dropLast() : word
        guard word.count >= 3 else { return nil }
        return weekdays.firstIndex { $0.hasPrefix(word) }
    }

    static func month(_ word: Substring) -> Int? {
        guard word.count >= 3 else { return nil }
        return months.firstIndex { $0.hasPrefix(word) }.map { $0 + 1 }
    }
}

extension CalendarExpression {
    /// An expression, and the zone that it names at its end.
    ///
    /// Understood are words (`daily 02:30`, `weekdays at 06:00`, `every 15 minutes`, `every 2 hours at :30`,
    /// `mon,thu 09:00`, `monthly on 1 at 03:00`, `yearly on 1 april at 03:00`), dates (`2026-12-01 02:00`), five
    /// fields of a crontab and its nicknames (`@daily`).
    ///
    /// - Throws: ``Mistake``
    package static func parse(_ text: String) throws(Mistake) -> (expression: CalendarExpression, zone: String?) {
        var words = text.split(whereSeparator: \.isWhitespace)
        var zone: String?
        // A step such as */15 has a slash, and no letter.
        if words.count > 1, let last = words.last, last == "UTC" || last.contains("/") && last.first?.isLetter == true {
            zone = String(words.removeLast())
        }
        guard !words.isEmpty else { throw Mistake("there is no time") }
        var lower = words.map { Substring($0.lowercased()) }
        if lower.count == 1, let fields = CalendarWords.nicknames[String(lower[0])] {
            lower = fields.split(separator: " ")
        }
        if lower.count == 5, lower[0].first.map({ $0.isNumber || $0 == "*" }) == true {
            return (try CalendarExpression(cron: lower), zone)
        }
        var parser = WordParser(words: lower, text: text)
        return (try parser.expression(), zone)
    }
}

/// Goes through the words of an expression.
private struct WordParser {
    typealias Mistake = CalendarExpression.Mistake

    var words: [Substring]
    let text: String

    mutating func expression() throws(Mistake) -> CalendarExpression {
        let first = words.removeFirst()
        var every = CalendarExpression(minutes: NumberSet([0]), hours: NumberSet(0...23))
        switch first {
        case "hourly": return try hours(step: 1)
        case "daily", "nightly": break
        case "weekdays": every.weekdays = NumberSet(1...5)
        case "weekends": every.weekdays = NumberSet([0, 6])
        case "weekly": every.weekdays = NumberSet(try weekdays(take("on")))
        case "monthly": every.days = NumberSet(try monthDays())
        case "yearly":
            let day = try yearDay()
            (every.days, every.months) = (NumberSet([day.day]), NumberSet([day.month]))
        case "every":
            if let interval = try interval() { return interval }
            let word = try next("a day")
            if word == "weekday" {
                every.weekdays = NumberSet(1...5)
            } else if word != "day", word != "night" {
                every.weekdays = NumberSet(try weekdays(word))
            }
        default:
            if let date = Self.date(first) {
                every.date = date
            } else if CalendarWords.weekday(first.prefix { $0 != "," && $0 != "-" }) != nil {
                every.weekdays = NumberSet(try weekdays(first))
            } else {
                throw unknown(first)
            }
        }
        return try atTimes(every)
    }

    private func unknown(_ word: Substring) -> Mistake {
        let meant = CalendarWords.nearest(to: String(word)).map { "; did you mean '\($0)'?" } ?? ""
        return Mistake("'\(text)' is no time to start at: unknown word '\(word)'\(meant)")
    }

    private mutating func next(_ what: String) throws(Mistake) -> Substring {
        guard !words.isEmpty else { throw Mistake("'\(text)' lacks \(what)") }
        return words.removeFirst()
    }

    /// The word after `on` or `at`, which may be left out.
    private mutating func take(_ particle: Substring) throws(Mistake) -> Substring {
        if words.first == particle { words.removeFirst() }
        return try next(particle == "on" ? "the day" : "the time")
    }

    /// `15 minutes`, `2 hours`, `hour`; nil for what is no interval.
    private mutating func interval() throws(Mistake) -> CalendarExpression? {
        var step = 1
        if let number = words.first.flatMap({ Int($0) }) {
            step = number
            words.removeFirst()
        } else if words.first?.hasPrefix("minute") != true, words.first?.hasPrefix("hour") != true {
            return nil
        }
        switch try next("minutes or hours") {
        case "minute", "minutes", "min":
            try expectDivisor(step, of: 60, "minutes")
            try expectEnd()
            var every = CalendarExpression(
                minutes: NumberSet(stride(from: 0, to: 60, by: step)), hours: NumberSet(0...23))
            every.isInterval = true
            return every
        case "hour", "hours", "h": return try hours(step: step)
        case let unit: throw unknown(unit)
        }
    }

    private mutating func hours(step: Int) throws(Mistake) -> CalendarExpression {
        try expectDivisor(step, of: 24, "hours")
        var minute = 0
        if !words.isEmpty {
            let word = try take("at")
            guard word.first == ":", let number = Int(word.dropFirst()), (0..<60).contains(number) else {
                throw Mistake("'\(word)' is no minute of the hour, such as :15")
            }
            minute = number
        }
        try expectEnd()
        var every = CalendarExpression(
            minutes: NumberSet([minute]), hours: NumberSet(stride(from: 0, to: 24, by: step)))
        every.isInterval = true
        return every
    }

    private func expectDivisor(_ step: Int, of whole: Int, _ unit: String) throws(Mistake) {
        guard step > 0, whole % step == 0 else {
            let steps = (1...whole / 2).filter { whole % $0 == 0 }.map(String.init).joined(separator: ", ")
            throw Mistake("\(step) \(unit) do not divide \(whole) evenly", hint: "Take one of \(steps).")
        }
    }

    private func expectEnd() throws(Mistake) {
        if let rest = words.first { throw unknown(rest) }
    }

    private func weekdays(_ list: Substring) throws(Mistake) -> [Int] {
        var days: [Int] = []
        for part in list.split(separator: ",") {
            let ends = part.split(separator: "-").map { CalendarWords.weekday($0) }
            guard let from = ends.first ?? nil, ends.count <= 2, let to = ends.last ?? nil else { throw unknown(part) }
            days += (0...(to - from + 7) % 7).map { (from + $0) % 7 }
        }
        return days
    }

    private mutating func monthDays() throws(Mistake) -> [Int] {
        var days: [Int] = []
        if words.first == "on" { words.removeFirst() }
        if words.first == "the" { words.removeFirst() }
        for part in try next("the day of the month").split(separator: ",") {
            guard let day = Self.ordinal(part), (1...31).contains(day) else {
                throw Mistake("'\(part)' is no day of the month from 1 to 31")
            }
            days.append(day)
        }
        if let day = days.first(where: { $0 > 28 }) {
            throw Mistake(
                "not every month has a day \(day)", hint: "Take a day from 1 to 28, or cron fields: \"0 3 \(day) * *\"."
            )
        }
        return days
    }

    private mutating func yearDay() throws(Mistake) -> (day: Int, month: Int) {
        let one = try take("on"), two = try next("the month")
        guard let month = CalendarWords.month(two) ?? CalendarWords.month(one),
            let day = Self.ordinal(one) ?? Self.ordinal(two), (1...CivilTime.days(in: month, of: 2024)).contains(day)
        else { throw Mistake("'\(one) \(two)' is no day of the year, such as 1 april") }
        return (day, month)
    }

    /// `1`, `1st`.
    private static func ordinal(_ word: Substring) -> Int? {
        Int(word.drop { $0 == " " }.prefix { $0.isNumber }).flatMap { number in
            ["", "st", "nd", "rd", "th", "."].contains(word.drop { $0.isNumber }) ? number : nil
        }
    }

    /// The times of day at the end, which share their minute or their hour.
    private mutating func atTimes(_ every: CalendarExpression) throws(Mistake) -> CalendarExpression {
        var every = every
        if words.first == "at" { words.removeFirst() }
        let rest = words.joined(separator: " ")
        let times = rest.split { $0 == "," || $0 == " " }.filter { $0 != "and" }
        guard !times.isEmpty else { throw Mistake("'\(text)' lacks the time of day, such as 02:30") }
        var found: [(hour: Int, minute: Int)] = []
        for time in times {
            let parts = time.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[1].count == 2, let hour = Int(parts[0]), (0..<24).contains(hour),
                let minute = Int(parts[1]), (0..<60).contains(minute)
            else { throw Mistake("'\(time)' is no time of day from 00:00 to 23:59") }
            found.append((hour, minute))
        }
        every.hours = NumberSet(found.map(\.hour))
        every.minutes = NumberSet(found.map(\.minute))
        guard every.hours.numbers.count * every.minutes.numbers.count == found.count else {
            throw Mistake(
                "the times \(times.joined(separator: ", ")) differ in hour and minute",
                hint: "Add a schedule for each of them.")
        }
        return every
    }

    /// `2026-12-01`.
    private static func date(_ word: Substring) -> CivilTime? {
        let parts = word.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard word.count == 10, parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
            (1...12).contains(month), (1...CivilTime.days(in: month, of: year)).contains(day)
        else { return nil }
        return CivilTime(year: year, month: month, day: day)
    }
}
