import LuaBridge
import TestSupport
import Testing
@testable import ScriptModules

/// `time` as scripts see it.
struct TimeTests {
    private func run(_ code: String) async throws -> [LuaValue] {
        try await LuaThread.run {
            let state = try ScriptModulesInterpreter.make(in: ScratchFolder())
            return try state.scheduler.run("return \(code)".utf8, name: "=test", arguments: [])
        }
    }

    @Test(arguments: [
        ("time.format(0)", "1970-01-01T08:00:00+08:00"), ("time.format(0, { zone = 'Z' })", "1970-01-01T00:00:00Z"),
        ("time.format(1769800000.9, { zone = '-05:30' })", "2026-01-30T13:36:40-05:30"),
        ("time.date(1769788800)", "2026-01-31"), ("time.date(1769788799)", "2026-01-30"),
        ("time.date(time.parse('2024-02-29'))", "2024-02-29"),
    ])
    func isWritten(_ code: String, _ text: String) async throws {
        #expect(try await run(code) == [.string(text)])
    }

    @Test(
        arguments: [
            ("2026-01-31", 1_769_788_800), ("2026-01-31T09:30:00", 1_769_823_000),
            ("2026-01-31T09:30:00Z", 1_769_851_800), ("2026-01-31T09:30:00+08:00", 1_769_823_000),
            ("2026-01-31T09:30:00.250Z", 1_769_851_800.25), ("1969-12-31T23:59:59Z", -1),
            // abtassociates/LSASampleCode#154: dates with a blank, as databases write them.
            ("2026-01-31 09:30:00", 1_769_823_000), ("2026-01-31 09:30", 1_769_823_000),
            ("2026-01-31 09:30:00.250+08:00", 1_769_823_000.25), ("2026-01-31 09:30:00Z", 1_769_851_800),
            // The forms of the content guidelines: date_time without seconds, time, and the periods.
            ("2026-01-31T09:30", 1_769_823_000), ("2026-01-31T09:30Z", 1_769_851_800),
            ("2026-01-31T09:30+08:00", 1_769_823_000), ("09:30", 5_400), ("09:30:15", 5_415), ("09:30Z", 34_200),
        ] as [(String, Double)])
    func isRead(_ text: String, _ seconds: Double) async throws {
        #expect(try await run("time.parse('\(text)')") == [.number(seconds)])
    }

    /// The days on which the periods begin are those of Python's `date.fromisocalendar` and of the calendar.
    @Test(arguments: [
        ("2026", "2026-01-01"), ("2026-02", "2026-02-01"), ("2026-Q1", "2026-01-01"), ("2026-Q2", "2026-04-01"),
        ("2026-Q3", "2026-07-01"), ("2026-Q4", "2026-10-01"), ("2026-H1", "2026-01-01"), ("2026-H2", "2026-07-01"),
        ("2026-W01", "2025-12-29"), ("2026-W05", "2026-01-26"), ("2026-W53", "2026-12-28"), ("2020-W53", "2020-12-28"),
        ("2021-W01", "2021-01-04"), ("1969-W01", "1968-12-30"), ("1965-W01", "1965-01-04"), ("1970-W01", "1969-12-29"),
    ])
    func aPeriodIsReadAsItsFirstDay(_ period: String, _ day: String) async throws {
        #expect(try await run("time.date(time.parse('\(period)'))") == [.string(day)])
        #expect(
            try await run("time.format(time.parse('\(period)', { zone = '-05:00' }), { zone = '-05:00' })")
                == [.string("\(day)T00:00:00-05:00")])
    }

    @Test(arguments: [
        "", "yesterday", "2026-13-45", "2026-01-31T25:00:00", "2026-02-31",
        "2026-02-29T09:30:00", "2026-01-31 09:30:00 x", "2026-13", "2026-Q5", "2026-Q0", "2026-H3", "2026-W00",
        "2025-W53", "2026-W54", "2026-W5", "26", "02026", "2026-", "2026-Q", "24:00", "9:30", "2026-01-31T9:30", "-",
        "2026-01-31 ", " 2026-01-31", "2026-01-31  09:30", "2026-01-31 9:30", "2026-01 09:30", "20260131", "31/1/2026",
        "46053", "2026-1-5", "2026-1", "2026-q1", "T09:30", "2026-01-31T", "2026-+1", "+026",
    ])
    func whatIsNoDateIsADataError(_ text: String) async throws {
        let found = try await run("select(2, pcall(time.parse, '\(text)'))")
        guard case .table(let error)? = found.first else {
            Issue.record("\(found)")
            return
        }
        #expect(error["kind"] == "data")
        #expect(
            error["message"]
                == .string(
                    "time.parse: '\(text)' is no date, time or period such as 2026-01-31T09:30, 2026-01-31, 2026-W05, "
                        + "2026-Q1 or 2026-H1"))
    }

    @Test func aZoneHasAForm() async throws {
        let words = try await run("tostring(select(2, pcall(time.format, 0, { zone = 'SGT' })))")
        #expect(
            words == ["test:1: time.format: option 'zone': expected Z or an offset such as +08:00, got \"SGT\""])
    }

    @Test func clocksGoOn() async throws {
        let code = "time.clock() >= 0, time.clock() - time.clock() <= 0, time.now() > 1.7e9"
        #expect(try await run(code) == [true, true, true])
    }
}
