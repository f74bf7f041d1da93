import ApiClients
import LuaBridge
import Synchronization
import TerminalText
import Timekeeping

/// How far a loop of `task` is, on the live line while it runs.
final class LoopProgress: LuaObject {
    static let luaTypeName = "task.Loop"

    private let name: String
    private let total: Int?
    private let began: BootInstant
    private let ended = Atomic(0)
    private let live: LiveStatus
    private let shown = Mutex<LiveStatus.Token?>(nil)

    /// - Parameter total: How many items there are; nil of an iterator.
    init(_ name: String, total: Int?, live: LiveStatus) {
        self.name = name
        self.total = total
        self.live = live
        began = live.time.now()
        let token = live.show(isLoop: true) { [weak self] in self?.line ?? "" }
        shown.withLock { $0 = token }
    }

    deinit { finish() }

    /// Notes that one more item has ended.
    func advance() { ended.add(1, ordering: .relaxed) }

    /// Takes the line away.
    func finish() {
        if let token = shown.withLock({ $0 }) { live.end(token) }
    }

    private var line: String {
        let ended = ended.load(ordering: .relaxed)
        let count = total.map { "\(ended) of \($0)" } ?? "\(ended) done"
        let pace = Pace(ended: ended, left: total.map { $0 - ended }, elapsed: live.time.now() - began)
        return ([name, count] + pace.words).joined(separator: "  ")
    }
}

/// How fast a job is, and how long the rest of it takes.
struct Pace {
    var ended: Int
    /// How many are left; nil if that is not known.
    var left: Int?
    var elapsed: Duration

    /// `5.2/s` and `0:15 left`; nothing in the first second.
    var words: [String] {
        let seconds = elapsed.inSeconds
        guard seconds > 1, ended > 0 else { return [] }
        let rate = Double(ended) / seconds
        var words = ["\((rate * 10).rounded() / 10)/s"]
        if let left, left > 0 { words.append("\(Duration.saturating(seconds: Double(left) / rate).clockText) left") }
        return words
    }
}
