import Foundation
import Testing
import Timekeeping

struct BootInstantTests {
    private let first = BootInstant(nanoseconds: .min)
    private let last = BootInstant.distantFuture

    @Test(
        arguments: [
            (0, .seconds(1), 1_000_000_000), (5, .nanoseconds(-7), -2), (5, .zero, 5),
            // What is left of a nanosecond is left out.
            (5, Duration(attoseconds: 1_999_999_999), 6),
        ] as [(Int64, Duration, Int64)])
    func durationsMoveIt(_ start: Int64, _ duration: Duration, _ end: Int64) {
        let (start, end) = (BootInstant(nanoseconds: start), BootInstant(nanoseconds: end))
        #expect(start + duration == end)
        #expect(start.advanced(by: duration) == end)
        #expect(end - .nanoseconds(duration.nanoseconds) == start)
        #expect(end - start == .nanoseconds(duration.nanoseconds))
    }

    /// Whatever a file, a service or a script says: no arithmetic ends the program.
    @Test(arguments: [
        Duration.seconds(Int64.max), .seconds(Int64.min), Duration(attoseconds: .max), Duration(attoseconds: .min),
    ])
    func itStopsAtTheFirstAndTheLastMoment(_ duration: Duration) {
        let isLater = duration > .zero
        for moment in [first, .start, last] {
            #expect(moment + duration == (isLater ? last : first))
            #expect(moment - duration == (isLater ? first : last))
        }
    }

    @Test func theLongestSpanIsExact() {
        #expect(last - first == .nanoseconds(Int64.max) + .nanoseconds(Int64.max) + .nanoseconds(1))
        #expect(first - last == .zero - (last - first))
    }

    @Test func nilIsNeverInThePastAndNeverInTheFuture() {
        let (early, late) = (BootInstant.start, BootInstant.start + .seconds(1))
        #expect(early.isBefore(late) && !late.isBefore(early) && !early.isBefore(early) && !early.isBefore(nil))
        #expect(late.isAfter(early) && !early.isAfter(late) && !early.isAfter(early) && early.isAfter(nil))
        #expect(early.time(until: late) == .seconds(1))
        #expect(late.time(until: late) == nil && late.time(until: early) == nil && late.time(until: nil) == nil)
        #expect(BootInstant.latest(early, late) == late && BootInstant.latest(nil, early) == early)
        #expect(BootInstant.earliest(late, early) == early && BootInstant.earliest(nil, late) == late)
        #expect(BootInstant.latest(late, nil) == late && BootInstant.earliest(late, nil) == late)
    }

    @Test func itIsStoredAsANumber() throws {
        let moments = [first, .start, BootInstant(nanoseconds: 5), last]
        let text = "[\(Int64.min),0,5,\(Int64.max)]"
        #expect(String(decoding: try JSONEncoder().encode(moments), as: UTF8.self) == text)
        #expect(try JSONDecoder().decode([BootInstant].self, from: Data(text.utf8)) == moments)
    }
}

struct ServiceInstantTests {
    private let first = ServiceInstant(milliseconds: .min)
    private let last = ServiceInstant(milliseconds: .max)

    @Test func durationsMoveItByWholeMilliseconds() {
        let moment = ServiceInstant(milliseconds: 1_700_000_000_250)
        #expect((moment + .seconds(2)).milliseconds == 1_700_000_002_250)
        #expect((moment + .microseconds(1_999)).milliseconds == 1_700_000_000_251)
        #expect(moment + .seconds(2) - moment == .seconds(2))
        #expect(moment.inWholeSeconds.milliseconds == 1_700_000_000_000)
    }

    @Test func itStopsAtTheFirstAndTheLastMoment() {
        for moment in [first, last] {
            #expect(moment + Duration(attoseconds: .max) == last)
            #expect(moment + Duration(attoseconds: .min) == first)
        }
        #expect(last - first == .milliseconds(Int64.max) + .milliseconds(Int64.max) + .milliseconds(1))
    }

    @Test(
        arguments: [
            (1_700_000_000.1234, 1_700_000_000_123), (-0.0015, -2), (.nan, 0), (.infinity, .max), (-1e300, .min),
        ] as [(Double, Int64)])
    func secondsSince1970BecomeTheNearestMoment(_ seconds: Double, _ milliseconds: Int64) {
        #expect(ServiceInstant(secondsSince1970: seconds).milliseconds == milliseconds)
    }

    @Test func itIsStoredAsANumber() throws {
        let moments = [first, ServiceInstant(milliseconds: 1_700_000_000_250), last]
        let text = "[\(Int64.min),1700000000250,\(Int64.max)]"
        #expect(String(decoding: try JSONEncoder().encode(moments), as: UTF8.self) == text)
        #expect(try JSONDecoder().decode([ServiceInstant].self, from: Data(text.utf8)) == moments)
    }
}
