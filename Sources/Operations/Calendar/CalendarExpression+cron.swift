extension CalendarExpression {
    /// Why a text is no time that something could be started at.
    package struct Mistake: Error, Sendable, Hashable, CustomStringConvertible {
        package var description: String
        package var hint: String

        init(_ description: String, hint: String = CalendarExpression.examples) {
            self.description = description
            self.hint = hint
        }
    }

    static let examples =
        "Write \"daily 02:30\", \"weekdays 06:00\", \"every 15 minutes\", \"monthly on 1 at 03:00\", "
        + "\"2026-12-01 02:00\" or five cron fields."

    /// One of the five fields of a crontab.
    private struct CronField {
        var name: String
        var range: ClosedRange<Int>
        var names: [String] = []

        static let all = [
            CronField(name: "minute", range: 0...59), CronField(name: "hour", range: 0...23),
            CronField(name: "day of the month", range: 1...31),
            CronField(name: "month", range: 1...12, names: [""] + CalendarWords.months),
            // Sunday has two numbers.
            CronField(name: "weekday", range: 0...7, names: CalendarWords.weekdays),
        ]

        func numbers(_ text: Substring) throws(Mistake) -> NumberSet {
            var numbers: [Int] = []
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                let pieces = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
                let bounds = try bounds(pieces[0], hasStep: pieces.count > 1)
                guard let step = pieces.count > 1 ? Int(pieces[1]) : 1, step > 0 else {
                    throw Mistake("the \(name) '\(text)' has the step '\(pieces[1])', which is no number from 1")
                }
                numbers += stride(from: bounds.lowerBound, through: bounds.upperBound, by: step)
            }
            return NumberSet(range.upperBound == 7 ? numbers.map { $0 % 7 } : numbers)
        }

        private func bounds(_ text: Substring, hasStep: Bool) throws(Mistake) -> ClosedRange<Int> {
            if text == "*" { return range.lowerBound...(range.upperBound == 7 ? 6 : range.upperBound) }
            let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
            let from = try number(ends[0])
            guard ends.count > 1 else { return from...(hasStep ? range.upperBound : from) }
            let to = try number(ends[1])
            guard from <= to else { throw Mistake("the \(name) '\(text)' ends before it begins") }
            return from...to
        }

        private func number(_ text: Substring) throws(Mistake) -> Int {
            if let number = Int(text), range.contains(number) { return number }
            if text.count >= 3, let index = names.firstIndex(where: { $0.hasPrefix(text.lowercased()) }) {
                return index
            }
            throw Mistake("the \(name) '\(text)' is not from \(range.lowerBound) to \(range.upperBound)")
        }
    }

    /// Five fields as a crontab has them.
    init(cron fields: [Substring]) throws(Mistake) {
        var sets: [NumberSet] = []
        for (field, text) in zip(CronField.all, fields) { sets.append(try field.numbers(text)) }
        self.init(minutes: sets[0], hours: sets[1])
        (days, months, weekdays) = (sets[2], sets[3], sets[4])
        isInterval = fields[1].hasPrefix("*") || fields[0].hasPrefix("*")
    }

    /// The five fields of a crontab.
    ///
    /// The year of a single date is left out: crontabs have none.
    package var cronFields: [String] {
        let (days, months) = date.map { (NumberSet([$0.day]), NumberSet([$0.month])) } ?? (days, months)
        return [
            Self.field(minutes, of: 0...59, hasSteps: true), Self.field(hours, of: 0...23, hasSteps: isInterval),
            Self.field(days, of: 1...31), Self.field(months, of: 1...12), Self.field(weekdays, of: 0...6),
        ]
    }

    /// - Parameter hasSteps: Whether to write `*/6`: for cron, hours with a star are an interval.
    private static func field(_ set: NumberSet, of range: ClosedRange<Int>, hasSteps: Bool = false) -> String {
        let numbers = set.numbers
        if numbers.count == range.count { return "*" }
        if hasSteps, numbers.count > 1, numbers[0] == range.lowerBound {
            let step = numbers[1] - numbers[0]
            let whole = stride(from: range.lowerBound, through: range.upperBound, by: step)
            if step > 1, numbers.elementsEqual(whole) { return "*/\(step)" }
        }
        return set.ranges.map { range in
            switch range.count {
            case 1: "\(range.lowerBound)"
            case 2: "\(range.lowerBound),\(range.upperBound)"
            default: "\(range.lowerBound)-\(range.upperBound)"
            }
        }.joined(separator: ",")
    }

    /// The calendar events of a systemd timer (systemd.time(7)), each for one `OnCalendar=`.
    package func systemdEvents(in zone: ZoneRules) -> [String] {
        func list(_ set: NumberSet, of range: ClosedRange<Int>) -> String {
            if set == NumberSet(range) { return "*" }
            return set.ranges.map { range in
                let ends = [range.lowerBound, range.upperBound].map { $0 < 10 ? "0\($0)" : "\($0)" }
                return range.count == 1 ? ends[0] : ends.joined(separator: "..")
            }.joined(separator: ",")
        }
        let clock = "\(list(hours, of: 0...23)):\(list(minutes, of: 0...59)):00 \(zone.name)"
        if let date { return ["\(date.dateText) \(clock)"] }
        // A week of systemd's begins on Monday: Sunday is no beginning of a range.
        let names = weekdays.numbers.map { CalendarWords.shortWeekdays[$0] }.joined(separator: ",")
        let dates = "*-\(list(months, of: 1...12))-\(list(days, of: 1...31))"
        if hasEitherDay { return ["\(dates) \(clock)", "\(names) *-\(list(months, of: 1...12))-* \(clock)"] }
        return [(weekdays == NumberSet(0...6) ? "" : names + " ") + "\(dates) \(clock)"]
    }
}
