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
        ] as [(String, Double)])
    func isRead(_ text: String, _ seconds: Double) async throws {
        #expect(try await run("time.parse('\(text)')") == [.number(seconds)])
    }

    @Test(arguments: [
        "", "yesterday", "2026-13-45", "2026-01-31T25:00:00", "2026-02-31",
        "2026-02-29T09:30:00", "2026-01-31T09:30", "2026-01-31 09:30:00 x",
    ])
    func whatIsNoDateIsADataError(_ text: String) async throws {
        let found = try await run("select(2, pcall(time.parse, '\(text)'))")
        guard case .table(let error)? = found.first else {
            Issue.record("\(found)")
            return
        }
        #expect(error["kind"] == "data")
        #expect(error["message"] == .string("time.parse: '\(text)' is not a date of ISO 8601 such as 2026-01-31"))
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
