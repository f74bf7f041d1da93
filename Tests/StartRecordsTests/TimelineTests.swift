import Testing
import Timekeeping

@testable import StartRecords

/// Counts over time, in a fixed number of steps.
struct TimelineTests {
    @Test func oneRequestIsOneStep() {
        var timeline = Timeline()
        timeline.count("go", after: .milliseconds(10)) { $0.requests += 1 }
        #expect(timeline.lines.map(\.steps.count) == [1])
        #expect(timeline.step == .seconds(1))
    }

    @Test func aMillionRequestsOverADayFitAndNoneIsLost() {
        var timeline = Timeline()
        for number in 0..<1_000_000 {
            timeline.count("go", after: .milliseconds(number * 86)) { $0.requests += 1 }
        }
        #expect(timeline.lines[0].steps.count <= Timeline.most)
        #expect(timeline.lines[0].steps.count > Timeline.most / 2)
        #expect(timeline.lines[0].steps.map(\.requests).reduce(0, +) == 1_000_000)
        #expect(timeline.step == .seconds(1024))
    }

    @Test func timeIsSpreadOverItsSteps() {
        var timeline = Timeline()
        timeline.spend(.limit, from: .milliseconds(500), to: .milliseconds(2250))
        #expect(timeline.shares.map { $0[.limit] } == [.milliseconds(500), .seconds(1), .milliseconds(250)])
        timeline.spend(.script, from: .zero, to: .seconds(100_000))
        #expect(timeline.shares.count <= Timeline.most)
        #expect(timeline.shares.map { $0[.script] }.reduce(.zero, +) == .seconds(100_000))
        #expect(timeline.shares.map { $0[.limit] }.reduce(.zero, +) == .milliseconds(1750))
    }

    @Test func clocksThatWereSetBackDoNoHarm() {
        var timeline = Timeline()
        timeline.count("go", after: .seconds(-5)) { $0.requests += 1 }
        timeline.spend(.limit, from: .seconds(3), to: .seconds(1))
        #expect(timeline.lines[0].steps.map(\.requests) == [1])
        #expect(timeline.shares.isEmpty)
    }

    @Test func listsKeepTheirFirstAndCountTheRest() {
        var list = Listed<Int>()
        for number in 0..<1000 { list.add(number) }
        #expect(list.total == 1000)
        #expect(list.first == Array(0..<100))
        #expect(list.unlisted == 900)
    }
}
