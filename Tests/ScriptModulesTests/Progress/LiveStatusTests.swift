import Synchronization
import TestSupport
import Testing
@testable import ApiClients
@testable import ScriptModules
import TerminalText

/// What a person sees while nothing ends.
struct LiveStatusTests {
    private let clock = VirtualClock()
    private let lines = Lines()

    private final class Lines: Sendable {
        let texts = Mutex<[String]>([])
        func add(_ text: String) { texts.withLock { $0.append(text) } }
    }

    private func status(isTerminal: Bool) -> (LiveStatus, Console) {
        let console = Console(secrets: SecretRegistry(), isTerminal: isTerminal) { [lines] in lines.add($0) }
        return (LiveStatus(console: console, patience: .seconds(300), time: TimeSource(clock)), console)
    }

    private static func attempt(status: Int) -> Attempt {
        Attempt(
            call: "links.create", number: 1, service: "go", request: HTTPRequest(.get, "https://links.example/"),
            response: HTTPResponse(status: status), failure: nil, slotWait: .zero, duration: .zero)
    }

    private static let retry = Retry(
        call: "links.create", attempts: 1, service: "go", reason: "HTTP 500", pause: .seconds(1), isInDoubt: false)

    /// Redraws as the ticker does, for so many seconds.
    private func pass(_ seconds: Int, _ live: LiveStatus) async throws {
        for _ in 0..<seconds {
            try await clock.sleep(until: clock.now.advanced(by: .seconds(1)))
            live.tick()
        }
    }

    @Test func aServiceThatIsDownIsNamedAndTimed() async throws {
        let (live, console) = status(isTerminal: true)
        try await clock.run {
            let token = live.show { "campaign  3 of 300" }
            live.note(Self.attempt(status: 500))
            live.note(Self.retry)
            try await pass(15, live)
            #expect(console.liveLine == "campaign  3 of 300  GoGovSG answers HTTP 500; retrying, 0:15 of 5:00")
            try await pass(299, live)
            #expect(console.liveLine == "campaign  3 of 300  GoGovSG answers HTTP 500; retrying, 5:00 of 5:00")
            live.note(Self.attempt(status: 200))
            try await pass(1, live)
            #expect(console.liveLine == "campaign  3 of 300")
            live.end(token)
            try await pass(1, live)
            #expect(console.liveLine == "")
        }
    }

    /// A loop of `task` has a line where nothing with a name has one, and the outermost stands for those inside it.
    @Test func loopsAreShownWhereNothingElseIs() async throws {
        let (live, console) = status(isTerminal: true)
        try await clock.run {
            let loop = LoopProgress("task.map", total: 300, live: live)
            let inner = LoopProgress("task.each", total: nil, live: live)
            for _ in 0..<3 { loop.advance() }
            inner.advance()
            try await pass(1, live)
            #expect(console.liveLine.hasPrefix("task.map  3 of 300"))
            let run = live.show { "campaign  7 of 9" }
            try await pass(1, live)
            #expect(console.liveLine == "campaign  7 of 9")
            live.end(run)
            loop.finish()
            try await pass(1, live)
            #expect(console.liveLine.hasPrefix("task.each  1 done"))
            inner.finish()
            try await pass(1, live)
            #expect(console.liveLine == "")
        }
    }

    @Test(
        arguments: [
            (10, 90, 2.0, ["5.0/s", "0:18 left"]), (10, nil, 4, ["2.5/s"]), (10, 0, 4, ["2.5/s"]), (0, 5, 9, []),
            (10, 90, 0.5, []),
        ] as [(Int, Int?, Double, [String])])
    func thePaceTellsWhatIsLeft(_ ended: Int, _ left: Int?, _ seconds: Double, _ words: [String]) {
        #expect(Pace(ended: ended, left: left, elapsed: .seconds(seconds)).words == words)
    }

    @Test func anIngestionIsNamedAndTimed() async throws {
        let (live, console) = status(isTerminal: true)
        try await clock.run {
            let first = live.wait(for: "waiting for the ingestion of d_1")
            try await pass(80, live)
            #expect(console.liveLine == "waiting for the ingestion of d_1, 1:20")
            let second = live.wait(for: "waiting for the ingestion of d_2")
            try await pass(5, live)
            #expect(console.liveLine == "waiting for the ingestion of d_1 and 1 more, 1:25")
            live.end(first)
            live.end(second)
            try await pass(1, live)
            #expect(console.liveLine == "")
        }
    }

    @Test func withoutATerminalThereIsALineEachHalfMinute() async throws {
        let (live, _) = status(isTerminal: false)
        try await clock.run {
            _ = live.show { "campaign  3 of 300" }
            try await pass(29, live)
            #expect(lines.texts.withLock { $0 } == [])
            try await pass(61, live)
            #expect(lines.texts.withLock { $0 } == Array(repeating: "campaign  3 of 300", count: 3))
        }
    }

    /// In the log of programs a line of progress has its numbers beside it.
    @Test func aLineOfProgressHasFields() async throws {
        let entries = Shared<[LogEntry]>([])
        let console = Console(descriptor: -1, log: { entry in entries.change { $0.append(entry) } })
        let live = LiveStatus(console: console, patience: .seconds(300), time: TimeSource(clock))
        let field = LogEntry.Field("report", .record([.init("done", .integer(3))]))
        try await clock.run {
            _ = live.show(fields: { [field] }) { "campaign  3 of 300" }
            try await pass(30, live)
        }
        let entry = try #require(entries.value.first)
        #expect(entry.category == .progress && entry.level == .info && entry.fields == [field])
    }
}
