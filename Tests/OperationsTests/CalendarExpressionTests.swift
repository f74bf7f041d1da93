import Operations
import Testing
import Timekeeping

/// Words and cron fields, and the moments that they mean.
struct CalendarExpressionTests {
    private static func moment(_ text: String) -> ServiceInstant {
        let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
        return CivilTime(year: numbers[0], month: numbers[1], day: numbers[2], hour: numbers[3], minute: numbers[4])
            .atUTC
    }

    private static func text(_ moment: ServiceInstant) -> String {
        let time = CivilTime(moment, offset: .zero)
        return "\(time.dateText) \(time.clockText)"
    }

    private static func next(
        _ text: String, _ count: Int, after: String, in zone: String = "UTC",
        gaps: CalendarExpression.GapRule = .later
    ) throws -> [String] {
        let (expression, named) = try CalendarExpression.parse(text)
        return expression.next(count, after: moment(after), in: try ZoneRules(named: named ?? zone), gaps: gaps)
            .map(Self.text)
    }

    @Test(arguments: [
        ("daily 02:30", "30 2 * * *", ["*-*-* 02:30:00 UTC"]),
        ("daily at 02:30, 14:30", "30 2,14 * * *", ["*-*-* 02,14:30:00 UTC"]),
        ("Every day at 02:30", "30 2 * * *", ["*-*-* 02:30:00 UTC"]),
        ("weekdays 06:00", "0 6 * * 1-5", ["Mon,Tue,Wed,Thu,Fri *-*-* 06:00:00 UTC"]),
        ("weekends at 8:05", "5 8 * * 0,6", ["Sun,Sat *-*-* 08:05:00 UTC"]),
        ("mondays at 06:00", "0 6 * * 1", ["Mon *-*-* 06:00:00 UTC"]),
        ("every tuesday 06:00", "0 6 * * 2", ["Tue *-*-* 06:00:00 UTC"]),
        ("mon,thu 09:00", "0 9 * * 1,4", ["Mon,Thu *-*-* 09:00:00 UTC"]),
        ("fri-mon 09:00", "0 9 * * 0,1,5,6", ["Sun,Mon,Fri,Sat *-*-* 09:00:00 UTC"]),
        ("weekly on sunday at 23:59", "59 23 * * 0", ["Sun *-*-* 23:59:00 UTC"]),
        ("every 15 minutes", "*/15 * * * *", ["*-*-* *:00,15,30,45:00 UTC"]),
        ("every minute", "* * * * *", ["*-*-* *:*:00 UTC"]),
        ("every 2 hours at :10", "10 */2 * * *", ["*-*-* 00,02,04,06,08,10,12,14,16,18,20,22:10:00 UTC"]),
        ("hourly", "0 * * * *", ["*-*-* *:00:00 UTC"]),
        ("monthly on 1 at 03:00", "0 3 1 * *", ["*-*-01 03:00:00 UTC"]),
        ("monthly on the 1st,15th at 03:00", "0 3 1,15 * *", ["*-*-01,15 03:00:00 UTC"]),
        ("yearly on 1 april at 03:00", "0 3 1 4 *", ["*-04-01 03:00:00 UTC"]),
        ("@daily", "0 0 * * *", ["*-*-* 00:00:00 UTC"]),
        ("5 4 * * sun", "5 4 * * 0", ["Sun *-*-* 04:05:00 UTC"]),
        (
            "0 0 1,15 * mon-fri", "0 0 1,15 * 1-5",
            [
                "*-*-01,15 00:00:00 UTC", "Mon,Tue,Wed,Thu,Fri *-*-* 00:00:00 UTC",
            ]
        ),
        ("0 22 * jan-mar 7", "0 22 * 1-3 0", ["Sun *-01..03-* 22:00:00 UTC"]),
        ("2026-12-01 02:00", "0 2 1 12 *", ["2026-12-01 02:00:00 UTC"]),
    ])
    func wordsMeanWhatTheySay(_ text: String, _ cron: String, _ events: [String]) throws {
        let (expression, zone) = try CalendarExpression.parse(text)
        #expect(zone == nil)
        #expect(expression.cronFields.joined(separator: " ") == cron)
        #expect(expression.systemdEvents(in: .utc) == events)
    }

    /// What is written for cron means the same when it is read again.
    @Test(arguments: ["*/7 * * * *", "1-59/2 0-22/3 * * *", "0 0 */2 * *", "0 12 * */3 2-4", "3,5,9 1 29 2 *"])
    func fieldsComeBack(_ text: String) throws {
        let (expression, _) = try CalendarExpression.parse(text)
        let (again, _) = try CalendarExpression.parse(expression.cronFields.joined(separator: " "))
        let start = Self.moment("2026-01-31 11:11")
        #expect(again.next(40, after: start, in: .utc) == expression.next(40, after: start, in: .utc))
    }

    @Test(arguments: [
        ("", "there is no time"), ("dayly 02:30", "did you mean 'daily'?"), ("daily", "lacks the time of day"),
        ("daily 24:00", "'24:00' is no time of day"), ("daily 2:5", "'2:5' is no time of day"),
        ("every 7 minutes", "7 minutes do not divide 60 evenly"), ("every 0 minutes", "0 minutes do not divide"),
        ("monthly on 31 at 03:00", "not every month has a day 31"), ("monthly on 32 at 03:00", "no day of the month"),
        ("61 * * * *", "the minute '61' is not from 0 to 59"), ("* * * * mun", "the weekday 'mun'"),
        ("5-2 * * * *", "ends before it begins"), ("*/0 * * * *", "no number from 1"),
        ("2026-02-30 02:00", "unknown word"),
        ("daily 02:30, 14:45", "differ in hour and minute"), ("daily 02:30 sharp", "'sharp' is no time of day"),
    ])
    func whatIsNoTimeIsExplained(_ text: String, _ words: String) {
        #expect {
            try CalendarExpression.parse(text)
        } throws: { error in
            "\(error)".contains(words)
        }
    }

    @Test func theZoneMayStandAtTheEnd() throws {
        #expect(try CalendarExpression.parse("daily 02:30 Asia/Singapore").zone == "Asia/Singapore")
        #expect(try CalendarExpression.parse("*/15 * * * * UTC").zone == "UTC")
        #expect(
            try Self.next("daily 02:30 Asia/Singapore", 2, after: "2026-11-28 12:00")
                == ["2026-11-28 18:30", "2026-11-29 18:30"])
    }

    /// The clocks of New York go forward on 8 March 2026 at 07:00 UTC, over 02:30.
    @Test(arguments: [
        (CalendarExpression.GapRule.later, ["2026-03-07 07:30", "2026-03-08 07:30", "2026-03-09 06:30"]),
        (.atChange, ["2026-03-07 07:30", "2026-03-08 07:00", "2026-03-09 06:30"]),
        (.skipped, ["2026-03-07 07:30", "2026-03-09 06:30", "2026-03-10 06:30"]),
    ])
    func clocksThatGoForward(_ gaps: CalendarExpression.GapRule, _ moments: [String]) throws {
        #expect(
            try Self.next("daily 02:30", 3, after: "2026-03-07 00:00", in: "America/New_York", gaps: gaps) == moments)
    }

    /// They go back on 1 November at 06:00 UTC, and show 01:30 twice.
    @Test func clocksThatGoBack() throws {
        #expect(
            try Self.next("daily 01:30", 3, after: "2026-10-31 00:00", in: "America/New_York")
                == ["2026-10-31 05:30", "2026-11-01 05:30", "2026-11-02 06:30"])
        #expect(
            try Self.next("every 30 minutes", 4, after: "2026-11-01 05:00", in: "America/New_York")
                == ["2026-11-01 05:30", "2026-11-01 06:00", "2026-11-01 06:30", "2026-11-01 07:00"])
    }

    @Test func rareDaysAreFound() throws {
        #expect(try Self.next("0 0 29 2 *", 2, after: "2026-01-01 00:00") == ["2028-02-29 00:00", "2032-02-29 00:00"])
        #expect(try Self.next("0 0 30 2 *", 2, after: "2026-01-01 00:00") == [])
        #expect(try Self.next("2026-12-01 02:00", 5, after: "2026-11-01 00:00") == ["2026-12-01 02:00"])
        #expect(try Self.next("2026-12-01 02:00", 5, after: "2026-12-01 02:00") == [])
        #expect(try Self.next("2099-12-01 02:00", 5, after: "2026-12-01 02:00") == ["2099-12-01 02:00"])
    }

    @Test func aMinuteIsOrIsNotMeant() throws {
        let (expression, _) = try CalendarExpression.parse("daily 02:30")
        let zone = try ZoneRules(named: "Asia/Singapore")
        #expect(expression.includes(Self.moment("2026-11-28 18:30") + .seconds(59), in: zone))
        #expect(!expression.includes(Self.moment("2026-11-28 18:31"), in: zone))
        #expect(!expression.includes(Self.moment("2026-11-28 02:30"), in: zone))
    }
}
