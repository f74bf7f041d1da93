import Glibc
import Operations
import SystemFiles
import Synchronization
import TerminalText
import TestSupport
import Testing
import Timekeeping

/// How records are written, and when a log file makes room for the next.
struct LogTests {
    private let scratch = ScratchFolder()
    private let clock = Clock()

    private final class Clock: Sendable {
        private let moment = Mutex(CivilTime(year: 2026, month: 11, day: 24, hour: 2, minute: 15).atUTC)
        var now: ServiceInstant { moment.withLock(\.self) }
        func pass(_ time: Duration) { moment.withLock { $0 = $0 + time } }
    }

    private func file(_ rotation: LogRotation = LogRotation()) throws -> LogFile {
        try LogFile(scratch("a.log"), rotation: rotation) { [clock] in clock.now }
    }

    private func pass(_ time: Duration) { clock.pass(time) }

    private func content(_ name: String) -> String? { try? scratch.text(name) }

    private static let entry = LogEntry(
        .warning, .run, ["a \"b\"", "  hint: c"], fields: [.init("done", .integer(2)), .init("share", .number(0.5))])
    private static let time = LocalTime(CivilTime(year: 2026, month: 11, day: 24, hour: 2, minute: 15).atUTC)

    @Test func everyLineHasItsDateItsZoneAndItsLevel() throws {
        let lines = LogFormat.text.text(Self.entry, at: Self.time).split(separator: "\n")
        let form = #/2026-11-2\dT\d\d:\d\d:00[+-]\d\d:\d\d WARN  (.*)/#
        #expect(try lines.map { try #require(try form.wholeMatch(in: $0)).output.1 } == ["a \"b\"", "  hint: c"])
        for line in lines {
            let moment = try #require(LogRotation.moment(of: line))
            #expect(moment == CivilTime(year: 2026, month: 11, day: 24, hour: 2, minute: 15).atUTC)
        }
    }

    @Test func programsGetAnObjectALine() {
        let text = LogFormat.json.text(Self.entry, at: Self.time)
        #expect(
            text.hasSuffix(
                #"","level":"warning","category":"run","message":"a \"b\"","done":2,"share":0.5}"# + "\n"))
        #expect(text.hasPrefix(#"{"time":"2026-11-2"#))
        #expect(LogRotation.moment(of: text) != nil)
        let plain = LogFormat.json.text(LogEntry(.info, .script, ["x", "y"]), at: Self.time)
        #expect(plain.hasSuffix(#""category":"script","message":"x","details":["y"]}"# + "\n"))
    }

    @Test func wherePlainLinesAreDatedByOthersTheMarkStays() {
        #expect(LogFormat.plain.text(Self.entry, at: Self.time) == "warning: a \"b\"\n  hint: c\n")
    }

    @Test(arguments: [
        "", "hello", "2026-13-24T02:15:03+08:00", "2026-11-24 02:15:03", "20:26:11:24:02:15:03:08:00xxxx",
    ])
    func aLineWithoutADateHasNoMoment(_ line: String) { #expect(LogRotation.moment(of: line) == nil) }

    @Test func zonesAheadAndBehindAreTakenOff() {
        let noon = CivilTime(year: 2026, month: 1, day: 2, hour: 12).atUTC
        #expect(LogRotation.moment(of: "2026-01-02T20:00:00+08:00 INFO  x") == noon)
        #expect(LogRotation.moment(of: "2026-01-02T08:30:00-03:30 INFO  x") == noon)
    }

    @Test func aFileThatIsFullMakesRoom() throws {
        var rotation = LogRotation()
        (rotation.size, rotation.kept) = (20, 2)
        let log = try file(rotation)
        for number in 1...8 { log.write("line \(number)...\n") }
        #expect(content("a.log") == "line 7...\nline 8...\n")
        #expect(content("a.log.1") == "line 5...\nline 6...\n")
        #expect(content("a.log.2") == "line 3...\nline 4...\n")
        #expect(content("a.log.3") == nil)
    }

    @Test func aLineLongerThanTheFileIsWrittenWhole() throws {
        var rotation = LogRotation()
        rotation.size = 5
        let log = try file(rotation)
        log.write("a line that is long\n")
        log.write("another\n")
        #expect(content("a.log") == "another\n")
        #expect(content("a.log.1") == "a line that is long\n")
    }

    @Test func noneIsKeptWhereNoneIsWanted() throws {
        var rotation = LogRotation()
        (rotation.size, rotation.kept) = (10, 0)
        let log = try file(rotation)
        for number in 1...3 { log.write("line \(number)..\n") }
        #expect(content("a.log") == "line 3..\n")
        #expect(content("a.log.1") == nil)
    }

    /// The age counts from the file's first line, also in a file that another process has begun.
    @Test func anOldFileMakesRoom() throws {
        try scratch.file("a.log", "2026-11-23T02:00:00+00:00 INFO  yesterday\n")
        var rotation = LogRotation()
        rotation.age = .seconds(86_400 + 3600)
        let log = try file(rotation)
        log.write("today\n")
        #expect(content("a.log")?.contains("yesterday") == true)
        pass(.seconds(3600))
        log.write("later\n")
        #expect(content("a.log") == "later\n")
        #expect(content("a.log.1")?.hasSuffix("yesterday\ntoday\n") == true)
    }

    /// As logrotate does it, with a new file or without one.
    @Test(arguments: [true, false])
    func aRenamedFileIsOpenedAgain(_ isReplaced: Bool) throws {
        let log = try file()
        log.write("one\n")
        rename(scratch("a.log"), scratch("a.log-old"))
        if isReplaced { try scratch.file("a.log", "new\n") }
        pass(.seconds(1))
        log.write("two\n")
        #expect(content("a.log") == (isReplaced ? "new\n" : "") + "two\n")
        #expect(content("a.log-old") == "one\n")
    }

    /// Two that share a file lose no line and put it aside once.
    @Test func severalWritersShareAFile() throws {
        var rotation = LogRotation()
        (rotation.size, rotation.kept) = (1000, 50)
        let logs = [try file(rotation), try file(rotation)]
        for number in 0..<200 {
            if number % 10 == 0 { pass(.seconds(1)) }
            logs[number % 2].write("line \(number)\n")
        }
        let all = (0...50).reversed().compactMap { content($0 == 0 ? "a.log" : "a.log.\($0)") }
        let lines = all.flatMap { $0.split(separator: "\n").map(String.init) }
        #expect(Set(lines) == Set((0..<200).map { "line \($0)" }))
        #expect(lines.count == 200)
    }

    @Test func aDiskThatIsFullIsToldOnce() throws {
        let log = try LogFile("/dev/full") { [clock] in clock.now }
        #expect(log.write("a\n")?.cause == .full)
        #expect(log.write("b\n") == nil)
    }

    @Test func aFileThatCannotBeOpenedIsAnError() {
        #expect(throws: SystemError.self) { try LogFile(scratch("none/a.log")) { CivilTime(daysSince1970: 0).atUTC } }
    }
}

/// `--log-level`.
struct LogLevelsTests {
    @Test func categoriesHaveLevelsOfTheirOwn() {
        var levels = LogLevels()
        var mistakes = [levels.set("warning,script=debug,progress=off")]
        #expect(levels.shows(.debug, .script))
        #expect(!levels.shows(.info, .run))
        #expect(levels.shows(.warning, .run))
        #expect(!levels.shows(.error, .progress))
        mistakes.append(levels.set("script=warn"))
        #expect(!levels.shows(.info, .script))
        #expect(mistakes == [nil, nil])
    }

    @Test(arguments: [
        ("loud", "there is no level 'loud'"), ("", "there is no level ''"), ("x=info", "there is no category 'x'"),
        ("run=", "there is no level ''"),
    ])
    func whatIsNoneIsExplained(_ text: String, _ words: String) {
        var levels = LogLevels()
        let mistake = levels.set(text)
        #expect(mistake?.contains(words) == true)
    }
}
