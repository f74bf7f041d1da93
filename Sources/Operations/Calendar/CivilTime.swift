package import Timekeeping

/// What a calendar and a clock on the wall show, to the minute, whatever their zone.
package struct CivilTime: Sendable, Hashable {
    package var year: Int
    /// From 1 to 12.
    package var month: Int
    /// From 1.
    package var day: Int
    package var hour: Int
    package var minute: Int

    package init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0) {
        (self.year, self.month, self.day, self.hour, self.minute) = (year, month, day, hour, minute)
    }

    /// What a clock shows at a moment.
    ///
    /// - Parameter offset: How far it is ahead of UTC.
    package init(_ moment: ServiceInstant, offset: Duration) {
        let minutes = (moment + offset).milliseconds.flooredQuotient(60_000)
        let days = minutes.flooredQuotient(1440)
        self.init(daysSince1970: Int(days))
        let rest = Int(minutes - days * 1440)
        (hour, minute) = (rest / 60, rest % 60)
    }

    /// The beginning of a day.
    ///
    /// The calendar repeats after 400 years, which begin here on 1 March, so that a leap day is a year's last.
    package init(daysSince1970 days: Int) {
        let shifted = days + 719_468
        let era = Int(Int64(shifted).flooredQuotient(146_097))
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let march = (5 * dayOfYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        self.init(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * march + 2) / 5 + 1)
    }

    package var daysSince1970: Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = Int(Int64(shifted).flooredQuotient(400))
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The moment at which a clock at UTC shows this.
    package var atUTC: ServiceInstant {
        let minutes = Int64(daysSince1970) * 1440 + Int64(hour * 60 + minute)
        return ServiceInstant(milliseconds: minutes * 60_000)
    }

    /// 0 for Sunday to 6 for Saturday.
    package var weekday: Int { Int(Int64(daysSince1970 + 4).flooredRemainder(7)) }

    /// Days of a month, from 1 to 12.
    package static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// `2026-03-08`.
    package var dateText: String { "\(year)-\(Self.padded(month))-\(Self.padded(day))" }
    /// `02:30`.
    package var clockText: String { "\(Self.padded(hour)):\(Self.padded(minute))" }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension Int64 {
    /// The quotient rounded down, also of a negative number.
    func flooredQuotient(_ divisor: Int64) -> Int64 { (self - flooredRemainder(divisor)) / divisor }

    /// The remainder from 0 up, also of a negative number.
    func flooredRemainder(_ divisor: Int64) -> Int64 {
        let rest = self % divisor
        return rest < 0 ? rest + divisor : rest
    }
}
