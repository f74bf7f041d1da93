@testable import RunJournal
import Testing

/// What a process was told to be recorded is there after it was killed.
@Suite(.serialized, .timeLimit(.minutes(2))) struct KillTests {
    @Test(arguments: [1, 16], [1, 2, 3] as [UInt64])
    func nothingThatWasPromisedIsLost(workers: Int, seed: UInt64) throws {
        let folder = try TemporaryDirectory()
        var generator = SeededGenerator(seed: seed)
        var promised: [String] = []
        // Killed, gone on with, and killed again: at the beginning, on the way, and after checkpoints.
        for limit in [20, 300, 2_500] {
            let process = try ProbeProcess(folder.path, "\(workers)")
            process.read(lines: Int.random(in: 1...limit, using: &generator))
            process.kill()
            #expect(process.lines.first == "ready")
            promised += process.lines.dropFirst()
        }
        let store = RunStore(folder.path)
        let journal = try store.open(RunIdentity(profile: "test", name: "probe"))
        try expect(promised, in: journal)
        try expectEachIsWhole(journal)
    }

    private func expect(_ promised: [String], in journal: RunJournal) throws {
        var steps: [Substring: [StepRecord]] = [:]
        for line in promised {
            let words = line.split(separator: " ")
            guard words.count == 3, let number = Int64(words[2]) else {
                Issue.record("\(line)")
                continue
            }
            let item = try #require(try journal.reader.item(String(words[1])), "\(line)")
            if steps[words[1]] == nil { steps[words[1]] = try journal.reader.steps(ofItem: item.ordinal) }
            let step = steps[words[1]]?.first { $0.arguments.first.map(Int64.init) == number }
            switch words[0] {
            case "intended": #expect(step != nil, "\(line)")
            case "recorded": #expect(step?.state == .done, "\(line)")
            case "finished": #expect(item.state == .done && item.sequence == number, "\(line)")
            default: Issue.record("\(line)")
            }
        }
    }

    /// Expects of all that is there that nothing is half.
    private func expectEachIsWhole(_ journal: RunJournal) throws {
        let cursor = journal.reader.items()
        var sequences: [Int64] = []
        while let item = try cursor.next() {
            let steps = try journal.reader.steps(ofItem: item.ordinal)
            let text = String(repeating: "\(item.key)/", count: 20)
            #expect(!steps.isEmpty && steps.allSatisfy { $0.intent == text })
            #expect(item.state == .done || item.state == .pending)
            guard item.state == .done, let sequence = item.sequence else { continue }
            sequences.append(sequence)
            #expect(item.result == item.key)
            #expect(steps.map(\.result) == [text, text])
        }
        #expect(sequences.sorted() == (1...max(1, sequences.count)).prefix(sequences.count).map { Int64($0) })
    }
}
