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
            live.note(Self.attempt(status: 200))
            try await pass(1, live)
            #expect(console.liveLine == "campaign  3 of 300")
            live.end(token)
            try await pass(1, live)
            #expect(console.liveLine == "")
        }
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

    @Test func withoutATerminalThereIsALineEachMinute() async throws {
        let (live, _) = status(isTerminal: false)
        try await clock.run {
            _ = live.show { "campaign  3 of 300" }
            try await pass(59, live)
            #expect(lines.texts.withLock { $0 } == [])
            try await pass(121, live)
            #expect(lines.texts.withLock { $0 } == Array(repeating: "campaign  3 of 300", count: 3))
        }
    }
}
