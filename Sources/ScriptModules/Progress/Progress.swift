import ApiClients
import Catalogue
package import LuaBridge
import Synchronization
import TerminalText
import Timekeeping

/// How far a job is.
package final class Progress: LuaObject, LuaConvertible {
    package static let luaTypeName = "progress.Bar"

    private struct State {
        var done = 0
        var note = ""
        var drawn: BootInstant?
        var hasEnded = false
    }

    private let label: String
    private let total: Int?
    private let console: Console
    private let time: TimeSource
    private let began: BootInstant
    private let state = Mutex(State())
    private let live: LiveStatus?
    private let shown = Mutex<LiveStatus.Token?>(nil)

    init(_ label: String, total: Int?, console: Console, live: LiveStatus? = nil) {
        self.label = label
        self.total = total
        self.console = console
        self.live = live
        time = live?.time ?? .system
        began = time.now()
        console.live(line(State(), elapsed: .zero))
        let token = live?.show { [weak self] in self?.currentLine ?? "" }
        shown.withLock { $0 = token }
    }

    deinit { if let token = shown.withLock({ $0 }) { live?.end(token) } }

    private var currentLine: String { state.withLock { line($0, elapsed: time.now() - began) } }

    package init(lua: LuaValue) throws(LuaMismatch) {
        // A bar is given to scripts and never taken from them as an argument.
        throw LuaMismatch(expected: Self.luaTypeName, got: lua)
    }

    package var lua: LuaValue { .object(LuaObjectReference(self)) }

    static let add = Binding<Progress>(
        "progress.Bar:add", "Adds to the count of what is done.",
        .option("count", default: 1, "How many."), .option("note", String?.self, "A text to show beside it."),
        returns: .nothing(), example: "local bar <close> = progress.start(\"x\")\nbar:add({ count = 2, note = \"b\" })",
        run: { bar, count, note in bar.add(count, note) })

    static let finish = Binding<Progress>(
        "progress.Bar:finish", "Ends the line; a <close> variable does it automatically.", returns: .nothing(),
        example: "local bar = progress.start(\"x\")\nbar:finish()",
        run: { bar in bar.finish() })

    static let bindings = [add, finish]

    private func add(_ count: Int, _ note: String?) {
        let now = time.now()
        let text = state.withLock { state -> String? in
            state.done = state.done.saturatingAdding(count)
            state.note = note ?? state.note
            // Ten times a second is as much as an eye can use.
            if let drawn = state.drawn, now - drawn < .milliseconds(100), state.done != total { return nil }
            state.drawn = now
            return line(state, elapsed: now - began)
        }
        if let text { console.live(text) }
    }

    func finish() {
        let text = state.withLock { state -> String? in
            guard !state.hasEnded else { return nil }
            state.hasEnded = true
            let elapsed = time.now() - began
            return "\(label): \(count(state.done)) done; took \(elapsed.spokenText)"
        }
        guard let text else { return }
        if let token = shown.withLock({ $0 }) { live?.end(token) }
        console.live("")
        console.line(text)
    }

    private func count(_ done: Int) -> String {
        if let total, done != total { "\(done) of \(total)" } else { "\(done)" }
    }

    private func line(_ state: borrowing State, elapsed: Duration) -> String {
        var parts = [label]
        if let total, total > 0 {
            // A script that corrects its count may be below nothing, or beyond the total.
            let filled = Int(saturating: min(max(Double(state.done) / Double(total), 0), 1) * 20)
            parts.append(String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled))
            parts.append("\(state.done)/\(total)")
        } else {
            parts.append("\(state.done)")
        }
        let done = state.done
        let left = total.map { $0.saturatingSubtracting(done) }
        parts += Pace(ended: done, left: left, elapsed: elapsed).words
        if !state.note.isEmpty { parts.append(state.note) }
        return parts.joined(separator: "  ")
    }
}
