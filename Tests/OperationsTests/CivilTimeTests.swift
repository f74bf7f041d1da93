import Operations
import Testing
import Timekeeping

/// The calendar, against dates that are known.
struct CivilTimeTests {
    @Test(arguments: [
        (1970, 1, 1, 0, 4), (2000, 2, 29, 11_016, 2), (2026, 11, 28, 20_785, 6), (1969, 12, 31, -1, 3),
        (2100, 3, 1, 47_541, 1),
    ])
    func daysAreCounted(_ year: Int, _ month: Int, _ day: Int, _ days: Int, _ weekday: Int) {
        let time = CivilTime(year: year, month: month, day: day)
        #expect(time.daysSince1970 == days)
        #expect(CivilTime(daysSince1970: days) == time)
        #expect(time.weekday == weekday)
    }

    @Test func everyDayOfFourCenturiesComesBack() {
        for day in stride(from: -60_000, to: 90_000, by: 1) {
            #expect(CivilTime(daysSince1970: day).daysSince1970 == day)
        }
    }
}
