@testable import RunJournal
import Testing

struct StepTests {
    private let store: TemporaryStore

    init() throws { store = try TemporaryStore() }

    /// The item "a" as the next process finds it, after `body` of the one before.
    private func resumed(_ body: (RunJournal, RunItem) async throws -> Void) async throws -> (RunJournal, RunItem) {
        let journal = try store.open()
        try await body(journal, try journal.pass().item("a", digest: [1], place: "links.csv:7"))
        try journal.close()
        let next = try store.open()
        return (next, try next.pass().item("a", digest: [1], place: "links.csv:7"))
    }

    @Test func finishedStepsGiveTheirResultsAndOpenOnesTheirIntents() async throws {
        let (journal, item) = try await resumed { journal, item in
            try await journal.intend(Step(item, 1), intent: #"{"n":1}"#)
            try await journal.record(Step(item, 1), result: #"{"r":1}"#)
            try await journal.intend(Step(item, 2), intent: #"{"n":2}"#)
            try await journal.intend(Step(item, 1, path: "0.1"), intent: #"{"n":3}"#)
            try await journal.doubt(Step(item, 1, path: "0.1"), error: #"{"e":1}"#)
            try await journal.intend(Step(item, 2, path: "0.1"), intent: #"{"n":4}"#)
            try await journal.refuse(Step(item, 2, path: "0.1"), error: #"{"e":2}"#)
            try await journal.record(Step(item, 3, call: "bulk.once"), result: "3")
        }
        #expect(item.standing == .unfinished)
        #expect(try journal.standing(of: Step(item, 1)) == .done(result: #"{"r":1}"#))
        #expect(try journal.standing(of: Step(item, 2)) == .open(intent: #"{"n":2}"#, isUncertain: false))
        #expect(try journal.standing(of: Step(item, 1, path: "0.1")) == .open(intent: #"{"n":3}"#, isUncertain: true))
        let refused = StepStanding.refused(intent: #"{"n":4}"#, error: #"{"e":2}"#)
        #expect(try journal.standing(of: Step(item, 2, path: "0.1")) == refused)
        #expect(
            try journal.standing(of: Step(item, 2, path: "0.1", arguments: [9])) == refused,
            "other arguments may be tried")
        #expect(try journal.standing(of: Step(item, 3, call: "bulk.once")) == .done(result: "3"))
        #expect(try journal.standing(of: Step(item, 4)) == .new)
        #expect(
            try journal.reader.steps(ofItem: item.ordinal).map(\.state) == [
                .done, .intended, .done, .uncertain, .refused,
            ])
    }

    @Test func anotherCallIsNotReplayed() async throws {
        let (journal, item) = try await resumed { journal, item in
            try await journal.intend(Step(item), intent: "{}")
            try await journal.record(Step(item), result: "{}")
        }
        let message = #"item "a" (links.csv:7): step 1 of task 0 was links.create and is now links.update"#
        let error = #expect(throws: JournalError.self) { try journal.standing(of: Step(item, call: "links.update")) }
        #expect(error?.code == .changed)
        #expect(error?.message == message)
        let same = await #expect(throws: JournalError.self) {
            try await journal.intend(Step(item, call: "links.update"), intent: "{}")
        }
        #expect(same == error)
    }

    @Test func otherArgumentsAreNotReplayed() async throws {
        let (journal, item) = try await resumed { journal, item in try await journal.intend(Step(item), intent: "{}") }
        let error = #expect(throws: JournalError.self) { try journal.standing(of: Step(item, arguments: [2])) }
        #expect(
            error?.message
                == #"item "a" (links.csv:7): step 1 of task 0 was links.create with other arguments than it has now"#)
        #expect(error?.code == .changed)
    }

    @Test func anIntentMayBeReplacedUntilTheStepIsDone() async throws {
        let (journal, item) = try await resumed { journal, item in try await journal.intend(Step(item), intent: "1") }
        try await journal.intend(Step(item), intent: "2")
        #expect(try journal.standing(of: Step(item)) == .open(intent: "2", isUncertain: false))
        try await journal.record(Step(item), result: "3")
        let error = await #expect(throws: JournalError.self) { try await journal.intend(Step(item), intent: "4") }
        #expect(error?.code == .settled)
        #expect(error?.message == #"item "a" (links.csv:7): step 1 of task 0 is done"#)
        #expect(try journal.reader.steps(ofItem: item.ordinal).map(\.intent) == ["2"])
        #expect(try journal.reader.summary().steps == 1)
    }

    @Test func stepsOfManyWorkersAllCount() async throws {
        let journal = try store.open()
        let pass = try journal.pass()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<16 {
                group.addTask {
                    for number in 0..<40 {
                        let item = try pass.item("\(worker)-\(number)")
                        try await journal.intend(Step(item), intent: "\(worker)")
                        #expect(try journal.reader.steps(ofItem: item.ordinal).map(\.state) == [.intended])
                        try await journal.record(Step(item), result: "\(number)")
                        #expect(try journal.reader.steps(ofItem: item.ordinal).map(\.result) == ["\(number)"])
                        try await journal.finish(item, .done(result: "\(number)"))
                    }
                }
            }
            try await group.waitForAll()
        }
        let summary = try journal.reader.summary()
        #expect(summary.items == [.done: 640])
        #expect(summary.steps == 640)
        let finished = journal.reader.items(.finished(after: 0))
        for sequence in 1...640 { #expect(try finished.next()?.sequence == Int64(sequence)) }
        #expect(try finished.next() == nil)
    }
}
