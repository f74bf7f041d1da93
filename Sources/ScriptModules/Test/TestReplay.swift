import Catalogue
package import DurableRuns
import LuaBridge
import RunJournal

/// A recorded run beside what a script asks for now, as scripts and people see it.
package struct TestReplay: Sendable {
    /// The recorded run.
    package var run: String
    package var profile: String
    /// How the script ended.
    package var exit: Int
    package var log: String
    package var steps: [ReplayedStep]

    package init(run: String, profile: String, exit: Int, log: String, steps: [ReplayedStep]) {
        self.run = run
        self.profile = profile
        self.exit = exit
        self.log = log
        self.steps = steps
    }

    private func steps(_ standing: ReplayedStep.Standing) -> [TestReplayStep] {
        steps.filter { $0.standing == standing }.map(TestReplayStep.init)
    }

    private var matches: [TestReplayStep] { steps(.matches) }
    private var new: [TestReplayStep] { steps(.new) }
    private var gone: [TestReplayStep] { steps(.gone) }
    private var differs: [TestReplayStep] { steps(.differs) }

    private var counts: [String: Int] {
        let counts = ReplayedStep.Standing.allCases.map { kind in
            (kind.rawValue, steps.count { $0.standing == kind })
        }
        return Dictionary(uniqueKeysWithValues: counts)
    }

    /// The counts in words: `the run "campaign" (production): 38 steps match, 2 differ, 1 is gone, 4 are new`.
    private var summary: String {
        func words(_ standing: ReplayedStep.Standing, _ one: String, _ many: String) -> String? {
            let count = counts[standing.rawValue] ?? 0
            return count == 0 ? nil : "\(count) \(count == 1 ? one : many)"
        }
        let count = counts[ReplayedStep.Standing.matches.rawValue] ?? 0
        let parts = [
            "\(count) step\(count == 1 ? " matches" : "s match")", words(.differs, "differs", "differ"),
            words(.gone, "is gone", "are gone"), words(.new, "is new", "are new"),
        ]
        return "the run \"\(run)\" (\(profile)): " + parts.compactMap(\.self).joined(separator: ", ")
    }

    static let shape = RecordShape<TestReplay>(
        "test.Replay",
        RecordField("run", \.run, "The recorded run's name."),
        RecordField("profile", \.profile, "Its profile."),
        RecordField("exit", \.exit, "The script's exit code."),
        RecordField("log", \.log, "What it logged, and the error that ended it; a line each."),
        RecordField("summary", \.summary, "The counts in words."),
        RecordField("counts", \.counts, "How many steps there are of each list below, by its name."),
        RecordField(
            "matches", \.matches, "Recorded steps that are asked for again, or whose item is done and is left alone."),
        RecordField("new", \.new, "Steps that are asked for and not recorded."),
        RecordField("gone", \.gone, "Recorded steps that are not asked for."),
        RecordField("differs", \.differs, "Recorded steps in whose place another of the same function is asked for."))

    /// The exit code of a script that came to its end with items left open.
    private static let unfinished: Int64 = 3

    /// What is wrong with a replay, a line each; empty if every recorded step still matches.
    ///
    /// - Parameter table: The record that a script has.
    static func problems(in table: LuaTable) -> (summary: String, lines: [String]) {
        func text(_ value: LuaValue) -> String { if case .string(let text) = value { text } else { "" } }
        var lines: [String] = []
        var hasEnded = true
        if case .integer(let code) = table["exit"], code != 0 {
            hasEnded = code == Self.unfinished
            // The error that ended it, or else the first line that tells of a failure.
            let log = text(table["log"]).split(separator: "\n")
            let reason =
                log.first { $0.hasPrefix("error: ") }?.dropFirst("error: ".count) ?? log.first { $0.contains(".lua:") }
            let words = reason.map { ": \($0.drop { $0 == " " })" } ?? ""
            lines.append("the script ended with exit code \(code)" + words)
        }
        // A script that failed before its end has not come to the rest, which is not gone.
        for name in hasEnded ? ["differs", "gone"] : ["differs"] {
            guard case .table(let list) = table[name] else { continue }
            lines += list.array.map { step in
                guard case .table(let step) = step else { return name }
                return "\(name): \(text(step["text"]))"
            }
        }
        return (text(table["summary"]), lines)
    }
}

/// One step of a replay.
struct TestReplayStep: LuaConvertible {
    let step: ReplayedStep

    static let luaTypeName = "test.ReplayStep"
    static var luaFields: [LuaField] { shape.luaFields }

    init(_ step: ReplayedStep) { self.step = step }

    init(lua: LuaValue) throws(LuaMismatch) { throw LuaMismatch(expected: Self.luaTypeName, got: lua) }

    var lua: LuaValue { Self.shape.table(self) }

    private var state: String? {
        step.state.map { $0.isOpen ? "open" : $0 == .done ? "done" : "refused" }
    }

    static let shape = RecordShape<TestReplayStep>(
        "test.ReplayStep",
        RecordField("text", \.step.text, "All of it in one line."),
        RecordField("key", \.step.key, "The key of its item."),
        RecordField("row", \.step.row, "Where the item stands: links.csv:12."),
        RecordField("call", \.step.call, "The function: links.create."),
        RecordField("service", \.step.service, "go, forsg or datagov."),
        RecordField("recorded", \.step.recorded, "What is recorded, in words; nil of a new step."),
        RecordField("asked", \.step.asked, "The call as the script makes it now; nil if it does not."),
        RecordField("state", \.state, "Of the recorded step: done, open (it may have been sent) or refused."),
        RecordField("difference", \.step.difference, "The first thing that differs, with both values."),
        RecordField("place", \.step.location, "Where the script asks for it: move.lua:14."),
        RecordField("outcome", \.step.outcome, "What a resumed run does."))
}
