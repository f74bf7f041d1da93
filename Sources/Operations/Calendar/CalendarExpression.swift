package import Timekeeping

/// When something is started: minutes, hours and days, by the clocks of some zone.
package struct CalendarExpression: Sendable, Hashable {
    /// What becomes of a time that clocks are put forward over.
    package enum GapRule: Sendable {
        /// It comes as much later as the clocks are put forward: 02:30 at 03:30.
        case later
        /// It comes at the change, as cron has it: 02:30 at 03:00.
        case atChange
        /// It does not come on that day, as systemd has it.
        case skipped
    }

    /// From 0 to 59.
    package var minutes: NumberSet
    /// From 0 to 23.
    package var hours: NumberSet
    /// From 1 to 31.
    package var days = NumberSet(1...31)
    /// From 1 to 12.
    package var months = NumberSet(1...12)
    /// From 0 for Sunday to 6.
    package var weekdays = NumberSet(0...6)
    /// The only date, of something that is started once.
    package var date: CivilTime?
    /// Whether it is an interval rather than an hour of the day: clocks that are put back let it come again.
    package var isInterval = false

    package init(minutes: NumberSet, hours: NumberSet) {
        self.minutes = minutes
        self.hours = hours
    }

    /// Whether a day is one of those meant.
    ///
    /// Of days and weekdays, both limited, either is enough, as for cron.
    private func includes(_ day: CivilTime) -> Bool {
        if let date { return day.dateText == date.dateText }
        guard months.contains(day.month) else { return false }
        let isDay = days.contains(day.day), isWeekday = weekdays.contains(day.weekday)
        return hasEitherDay ? isDay || isWeekday : isDay && isWeekday
    }

    /// Whether both the days of the month and those of the week are limited.
    var hasEitherDay: Bool { days != NumberSet(1...31) && weekdays != NumberSet(0...6) }

    /// The first moment after another; nil if there is none within eight years, as for 30 February.
    package func next(after moment: ServiceInstant, in zone: ZoneRules, gaps: GapRule = .later) -> ServiceInstant? {
        let today = zone.civil(moment).daysSince1970
        // A time of yesterday may come later by a change of the clocks.
        let possible = date.map { $0.daysSince1970...$0.daysSince1970 } ?? today - 1...today + 8 * 366
        for day in possible {
            let begin = CivilTime(daysSince1970: day)
            guard includes(begin) else { continue }
            var best: ServiceInstant?
            for hour in hours.numbers {
                for minute in minutes.numbers {
                    var time = begin
                    (time.hour, time.minute) = (hour, minute)
                    for found in moments(of: time, in: zone, gaps) where found > moment {
                        best = min(best ?? found, found)
                    }
                }
            }
            if let best { return best }
        }
        return nil
    }

    /// The next moments, at most so many.
    package func next(
        _ count: Int, after moment: ServiceInstant, in zone: ZoneRules, gaps: GapRule = .later
    ) -> [ServiceInstant] {
        var moments: [ServiceInstant] = []
        while moments.count < count, let next = next(after: moments.last ?? moment, in: zone, gaps: gaps) {
            moments.append(next)
        }
        return moments
    }

    /// Whether a minute is one of those meant.
    package func includes(_ moment: ServiceInstant, in zone: ZoneRules) -> Bool {
        let begin = ServiceInstant(milliseconds: moment.milliseconds.flooredQuotient(60_000) * 60_000)
        return next(after: begin - .milliseconds(1), in: zone) == begin
    }

    private func moments(of time: CivilTime, in zone: ZoneRules, _ gaps: GapRule) -> [ServiceInstant] {
        let moments = zone.moments(of: time)
        if isInterval { return moments }
        if let first = moments.first { return [first] }
        guard let gap = zone.gap(at: time) else { return [] }
        switch gaps {
        case .later: return [time.atUTC - zone.offset(at: gap.change) + gap.length]
        case .atChange: return [gap.change]
        case .skipped: return []
        }
    }
}

/// Small numbers, as a bit each.
package struct NumberSet: Sendable, Hashable {
    private var bits: UInt64 = 0

    package init(_ numbers: some Sequence<Int>) {
        for number in numbers where (0..<64).contains(number) { bits |= 1 << UInt64(number) }
    }

    package func contains(_ number: Int) -> Bool { (0..<64).contains(number) && bits & 1 << UInt64(number) != 0 }

    /// From the lowest.
    package var numbers: [Int] { (0..<64).filter(contains) }

    /// The numbers as runs without a hole.
    package var ranges: [ClosedRange<Int>] {
        var ranges: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = ranges.last, last.upperBound == number - 1 {
                ranges[ranges.count - 1] = last.lowerBound...number
            } else {
                ranges.append(number...number)
            }
        }
        return ranges
    }
}
