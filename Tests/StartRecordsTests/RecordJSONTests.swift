import Testing
import Timekeeping

@testable import StartRecords

/// The JSON form of a record.
struct RecordJSONTests {
    @Test func everyMemberIsReadBack() throws {
        let record = StartRecord.full
        #expect(try StartRecord(json: record.json) == record)
    }

    @Test func aRecordThatHasJustBegunIsShort() throws {
        let record = StartRecord(
            id: "20260131-080000-aaaa", script: .init(name: "a.lua"),
            started: ServiceInstant(milliseconds: 1_700_000_000_123))
        let text = String(decoding: record.json, as: UTF8.self)
        #expect(
            text.hasPrefix(#"{"version":1,"id":"20260131-080000-aaaa","state":"running","script":{"name":"a.lua"}"#))
        #expect(!text.contains("timeline") && !text.contains("\n"))
        #expect(try StartRecord(json: record.json) == record)
    }

    @Test func membersOfALaterVersionOfTheSameFormArePassedOver() throws {
        let members = #""new":{"a":[1]},"script":{"name":"a","owner":1},"started":"2026-01-31T08:00:00.000+08:00""#
        let text = #"{"version":1,"id":"x",\#(members)}"#
        let record = try StartRecord(json: Array(text.utf8))
        #expect(record.script.name == "a")
        #expect(record.isRunning)
    }

    @Test(arguments: [
        (#"{"version":2,"id":"x"}"#, StartRecord.Unreadable.newer), (#"{"version":1}"#, .damaged), ("{", .damaged),
        ("", .damaged), ("[1]", .damaged),
    ])
    func whatIsNoRecordOfThisVersionIsTold(_ text: String, _ expected: StartRecord.Unreadable) {
        #expect(throws: expected) { try StartRecord(json: Array(text.utf8)) }
    }

    @Test(arguments: [0, 1, 1_700_000_000_123, 253_402_300_799_999] as [Int64])
    func timesKeepTheirMilliseconds(_ milliseconds: Int64) {
        let moment = ServiceInstant(milliseconds: milliseconds)
        #expect(RecordTime.moment(RecordTime.text(moment)) == moment)
    }

    @Test func timesOfOtherZonesAreRead() {
        #expect(RecordTime.moment("1970-01-01T08:00:00.005+08:00") == ServiceInstant(milliseconds: 5))
        #expect(RecordTime.moment("1969-12-31T20:30:00.000-03:30") == ServiceInstant(milliseconds: 0))
        for text in ["", "1970-01-01T08:00:00.005Z", "1970-01-01 08:00:00.005+08:00", "1970-0a-01T08:00:00.005+08:00"] {
            #expect(RecordTime.moment(text) == nil)
        }
    }
}

extension StartRecord {
    /// A record with something in every member.
    static var full: StartRecord {
        var record = StartRecord(
            id: "20260131-080000-k3x9",
            script: Script(name: "jobs/nightly.lua", path: "/srv/jobs/nightly.lua", digest: "00ff"),
            started: ServiceInstant(milliseconds: 1_700_000_000_000))
        record.arguments = ["a b", "\"quoted\"", "\u{1B}[31m", ""]
        record.profile = "production"
        record.schedule = "nightly"
        record.retry = 2
        record.host = "server"
        record.user = "officer"
        record.pid = 4711
        record.directory = "/srv"
        record.program = "1.2.3"
        record.isDryRun = true
        record.asOf = ServiceInstant(milliseconds: 1_700_000_083_250)
        record.ending = Ending(.unfinished, code: 3, message: "2 items failed", hint: "Look at them.")
        record.work = .full
        return record
    }
}

extension Work {
    static var full: Work {
        var work = Work()
        var pass = RunPass(name: "campaign")
        (pass.done, pass.before, pass.failed, pass.uncertain) = (3, 4, 2, 1)
        (pass.changed, pass.untried, pass.total, pass.isWhole) = (5, 6, 10, true)
        work.runs.add(pass)
        var count = CallCount(call: "links.create")
        (count.done, count.failed, count.uncertain) = (7, 8, 9)
        work.writes = [count]
        (work.items.done, work.items.before, work.items.failed, work.items.uncertain) = (1, 2, 3, 4)
        var service = ServiceUse(name: "go")
        service.title = "GoGovSG"
        (service.requests, service.refused, service.failed, service.retries) = (412, 1, 2, 3)
        service.reasons = [RetryReason(words: "HTTP 503", count: 3)]
        (service.slots, service.window, service.share) = (5, .seconds(1), 0.93)
        (service.answering, service.slowest) = (.milliseconds(41_200), .milliseconds(900))
        work.services = [service]
        (work.lostAnswers.done, work.lostAnswers.sentAgain, work.lostAnswers.unknown) = (1, 2, 3)
        work.failures.add(
            Failure(
                source: "campaign", key: "k", place: "links.csv:2", state: "failed", kind: "data", message: "bad",
                hint: "mend"), kind: "data")
        work.ingestions.add(
            Ingestion(dataset: "d_1", after: .seconds(2), took: .seconds(40), error: "3 rows were refused"))
        work.warnings.add("careful")
        for (index, activity) in Activity.allCases.enumerated() { work.time[activity] = .seconds(index + 1) }
        work.timeline.count("go", after: .seconds(3)) {
            ($0.requests, $0.refused, $0.failed, $0.retries) = (4, 1, 1, 2)
        }
        work.timeline.spend(.limit, from: .milliseconds(500), to: .milliseconds(2500))
        return work
    }
}
