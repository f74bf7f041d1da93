import Glibc
import RunJournal

/// A process that resumes a run until it is killed, for tests: `RunJournalProbe FOLDER WORKERS`.
///
/// Each item has two steps. A line is printed, in one piece, when the journal has promised something.
@main
enum Probe {
    static func main() async {
        do {
            let workers = Int(CommandLine.arguments[2]) ?? 1
            let store = RunStore(CommandLine.arguments[1])
            let journal = try store.open(RunIdentity(profile: "test", name: "probe"))
            let pass = try journal.pass()
            print("ready")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<workers {
                    group.addTask {
                        for number in stride(from: worker, to: 1_000_000, by: workers) {
                            let item = try pass.item("\(number)", digest: [1])
                            if item.standing != .done { try await work(journal, item) }
                        }
                    }
                }
                try await group.waitForAll()
            }
        } catch {
            print("error \(error)")
            exit(1)
        }
    }

    private static func work(_ journal: RunJournal, _ item: RunItem) async throws {
        let steps = ItemSteps(item, in: journal)
        for ordinal in 1...2 {
            let answer = try steps.ask(
                ItemSteps.Request(call: "links.create", service: "go", arguments: [UInt8(ordinal)], place: "0:1"))
            let step = answer.step
            if answer.standing.state == .done { continue }
            let text = String(repeating: "\(item.key)/", count: 20)
            try await journal.intend(step, intent: text)
            print("intended \(item.key) \(ordinal)")
            try await journal.record(step, result: text)
            print("recorded \(item.key) \(ordinal)")
        }
        let sequence = try await journal.finish(item, .done(result: item.key))
        print("finished \(item.key) \(sequence)")
    }

    /// One write for each line, so that none is lost or cut when the process is killed.
    private static func print(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        _ = write(1, bytes, bytes.count)
    }
}
