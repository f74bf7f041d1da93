import DurableRuns
import Facts
import Synchronization

/// A service whose answers are given one after the other, and what it was asked.
final class FakeService: Sendable {
    enum Answer: Sendable {
        case ok(String)
        case error(WriteFailure)
        /// Nothing comes back: as if the process were killed.
        case killed
    }

    struct Killed: Error {}

    private struct State {
        var answers: [Answer] = []
        var settlements: [Settlement<String>] = []
        var log: [String] = []
    }

    private let state = Mutex(State())
    /// Called when something is sent.
    let onSend: @Sendable () throws -> Void

    init(
        _ answers: [Answer] = [], settling: [Settlement<String>] = [],
        onSend: @escaping @Sendable () throws -> Void = {}
    ) {
        state.withLock { $0 = State(answers: answers, settlements: settling) }
        self.onSend = onSend
    }

    var log: [String] { state.withLock { $0.log } }

    func note(_ words: String) { state.withLock { $0.log.append(words) } }

    func next() throws -> String {
        try onSend()
        switch state.withLock({ $0.answers.isEmpty ? .ok("done") : $0.answers.removeFirst() }) {
        case .ok(let text): return text
        case .error(let error): throw error
        case .killed: throw Killed()
        }
    }

    func settlement() -> Settlement<String> {
        state.withLock { $0.settlements.isEmpty ? .notHappened : $0.settlements.removeFirst() }
    }

    /// A write of `link.make(argument)`.
    func write(
        _ argument: UInt8 = 1, drawsName: Bool = false, traits: WriteTraits = WriteTraits(), task: FakeTask = FakeTask()
    ) -> RecordableWrite<String> {
        @Sendable func prepared(_ intent: String) -> PreparedWrite<String> {
            PreparedWrite(
                intent: { intent },
                perform: { wasInDoubt in
                    self.note("send \(intent)\(wasInDoubt ? " in doubt" : "")")
                    return try self.next()
                },
                settle: {
                    self.note("look \(intent)")
                    return self.settlement()
                })
        }
        return RecordableWrite(
            call: "link.make", service: "go", arguments: [argument], words: { "link.make(\(argument))" }, task: task,
            traits: traits, drawsName: drawsName,
            prepare: { naming in
                let name =
                    if case .derived(let seed, _, let isAgain) = naming { "\(seed) \(isAgain)" } else { "random" }
                return prepared(drawsName ? #"{"shortUrl":"\#(name)"}"# : #"{"path":"\#(argument)"}"#)
            },
            stored: prepared, encode: { "{\"values\":[\"\($0)\"]}" },
            decode: { ($0 ?? "").split(separator: "\"").dropFirst(3).first.map(String.init) ?? "nothing" },
            receipt: { $0 })
    }
}

/// An error of a service.
struct WriteFailure: WriteError {
    var kind: ErrorKind
    var inDoubt = false
    var stopsRun = false
    var attempts = 1

    var hasLeft: Bool { attempts > 0 }

    var scriptError: ScriptError {
        var error = ScriptError(kind, "link.make: failed", call: "link.make")
        error.stopsRun = stopsRun
        error.attempts = attempts
        return error
    }
}

/// A task that nothing else runs beside.
final class FakeTask: WritingTask {
    let path = "0.a"
    private let words = Mutex("")

    var status: String {
        get { words.withLock { $0 } }
        set { words.withLock { $0 = newValue } }
    }

    func hold(until root: String, isStill release: @escaping @Sendable () -> Void) -> UInt64 {
        release()
        return 1
    }

    func endHold(_ number: UInt64) {}
}
