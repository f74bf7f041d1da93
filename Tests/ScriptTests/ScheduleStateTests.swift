import Glibc
import Operations
import StartRecords
import TestSupport
import Testing
import Timekeeping

@testable import govscript

/// What is late, and what is not.
struct ScheduleStateTests {
    private let scratch = ScratchFolder()
    /// A Saturday at noon; the schedule's last time was 02:30 on this day.
    private static let now = CivilTime(year: 2026, month: 11, day: 28, hour: 12).atUTC

    private static func hours(_ count: Double) -> ServiceInstant { now - .seconds(count * 3600) }

    private func schedule(added: Double = 100, at: String = "daily 02:30") -> Schedule {
        var schedule = Schedule(
            name: "nightly", keeper: .cron, at: at, zone: "UTC", folder: scratch.path, program: "/bin/true",
            script: scratch("a.lua"), logFile: scratch("a.log"))
        schedule.stateDirectory = scratch.path
        schedule.added = Self.hours(added)
        return schedule
    }

    private func state(added: Double = 100, at: String = "daily 02:30") throws -> ScheduleState {
        try ScheduleState(schedule(added: added, at: at), now: Self.now)
    }

    @Test func aScheduleThatWasAddedAfterItsTimeIsNotLate() throws {
        #expect(try state(added: 5).isLate == false)
        #expect(try state(added: 5).result == "not started yet")
    }

    @Test func aScheduleThatNeverStartedIs() throws { #expect(try state(added: 30).isLate) }

    /// Writes the record of a start of the schedule, as `run` does; nil for an ending of a process that is killed.
    @discardableResult private func start(_ began: Double, _ ending: StartRecord.Ending?) throws -> OpenRecord {
        let id = "\(Int(10_000 - began * 100))-a"
        var record = StartRecord(id: id, script: StartRecord.Script(name: "a.lua"), started: Self.hours(began))
        record.schedule = "nightly"
        record.pid = getpid()
        let open = try StartRecordStore(in: scratch.path).open(record)
        record.asOf = Self.hours(began - 0.1)
        record.ending = ending
        if ending != nil { try open.close(record) }
        return open
    }

    @Test(
        arguments: [
            (0, 9.5, false, "done"), (0, 33.5, true, "done"), (69, 9.5, true, "failed, exit code 69"),
        ] as [(Int32, Double, Bool, String)])
    func theLastStartDecides(_ code: Int32, _ began: Double, _ isLate: Bool, _ result: String) throws {
        try start(began, StartRecord.Ending(code == 0 ? .finished : .failed, code: code))
        #expect(try state().isLate == isLate)
        #expect(try state().result == result)
    }

    @Test func aStartThatWasKilledIsLate() throws {
        // The record goes, with its lock, and is not closed.
        _ = try start(9.5, nil)
        #expect(try state().isLate)
        #expect(try state().result == "killed")
    }

    /// A start that could not begin is in the history, and is none that the work was done by.
    @Test func aStartThatWasLockedOutIsNoLastStart() throws {
        try start(33.5, StartRecord.Ending(.finished, code: 0))
        try start(9.5, StartRecord.Ending(.locked, code: 75))
        #expect(try state().isLate)
        #expect(try state().result == "done")
        let entries = try ScheduleHistory(schedule()).entries(20)
        #expect(entries.map(\.record.result) == ["done", "locked out, exit code 75"])
        #expect(try ScheduleHistory(schedule()).entries(1).map(\.record.state) == ["locked out"])
    }

    @Test func startsThatWereRefusedMeanwhileAreCounted() throws {
        try start(33.5, StartRecord.Ending(.finished, code: 0))
        try start(33.45, StartRecord.Ending(.locked, code: 75))
        try start(33.42, StartRecord.Ending(.locked, code: 75))
        try start(9.5, StartRecord.Ending(.failed, code: 69))
        let entries = try ScheduleHistory(schedule()).entries(20)
        #expect(entries.map(\.skipped) == [2, 0])
        #expect(try ScheduleHistory(schedule()).entries(1).map(\.record.state) == ["failed"])
        #expect(try ScheduleHistory(schedule()).entries(0).isEmpty)
    }

    /// One that still runs is not late, however long it takes; this process stands for it.
    @Test func oneThatRunsIsNot() throws {
        let open = try start(33.5, nil)
        defer { withExtendedLifetime(open) {} }
        #expect(try state().isLate == false)
        #expect(try state().result.hasPrefix("running (process "))
    }

    /// The start of a schedule every minute may be noted some minutes later.
    @Test func aFewMinutesAreNotLate() throws {
        try start(0.05, StartRecord.Ending(.finished, code: 0))
        #expect(try state(at: "every minute").isLate == false)
    }

    @Test func theProgramThatLooksAtTheClockKnowsItsMinute() throws {
        let times = RunNotes.OnlyAt(
            expression: try CalendarExpression.parse("daily 02:30").expression,
            zone: try ZoneRules(named: "Asia/Kathmandu"))
        // 02:30 in Nepal is 20:45 UTC.
        let due = CivilTime(year: 2026, month: 11, day: 27, hour: 20, minute: 45).atUTC
        #expect(times.isDue(due) && times.isDue(due + .seconds(59)))
        #expect(times.isDue(due + .seconds(180)), "cron was late by some minutes")
        #expect(!times.isDue(due - .seconds(60)) && !times.isDue(due + .seconds(3600)))
        #expect(!times.isDue(due - .seconds(3600)))
    }
}
