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

    private func request(_ number: UInt8, call: String = "links.create", at place: String? = nil) -> ItemSteps.Request {
        ItemSteps.Request(call: call, service: "go", arguments: [number], place: place ?? "0:\(number)")
    }

    @Test func finishedStepsGiveTheirResultsAndOpenOnesTheirIntents() async throws {
        let (journal, item) = try await resumed { journal, item in
            try await journal.intend(Step(item, 1), intent: #"{"n":1}"#)
            try await journal.record(Step(item, 1), result: #"{"r":1}"#)
            try await journal.intend(Step(item, 2), intent: #"{"n":2}"#)
            try await journal.intend(Step(item, 3), intent: #"{"n":3}"#)
            try await journal.doubt(Step(item, 3), error: #"{"e":1}"#)
            try await journal.intend(Step(item, 4), intent: #"{"n":4}"#)
            try await journal.refuse(Step(item, 4), error: #"{"e":2}"#)
            try await journal.record(Step(item, 5, call: "bulk.once"), result: "3")
        }
        #expect(item.standing == .pending)
        let steps = ItemSteps(item, in: journal)
        // Wherever in the script they are asked for now.
        #expect(try steps.ask(request(3, at: "0.1:1")).standing == .open(intent: #"{"n":3}"#, isUncertain: true))
        #expect(try steps.ask(request(1, at: "0.7:3")).standing == .done(result: #"{"r":1}"#))
        #expect(try steps.ask(request(2)).standing == .open(intent: #"{"n":2}"#, isUncertain: false))
        #expect(try steps.ask(request(4)).standing == .refused(intent: #"{"n":4}"#, error: #"{"e":2}"#))
        #expect(try steps.ask(request(5, call: "bulk.once")).standing == .done(result: "3"))
        #expect(try steps.ask(request(6)).standing == .new)
        #expect(
            try journal.reader.steps(ofItem: item.ordinal).map(\.state) == [
                .done, .intended, .uncertain, .refused, .done,
            ])
    }

    @Test func equalStepsAreToldApartByTheirNumber() async throws {
        let (journal, item) = try await resumed { journal, item in
            try await journal.record(Step(item), result: "1")
            try await journal.record(Step(item, occurrence: 2), result: "2")
        }
        let steps = ItemSteps(item, in: journal)
        #expect(
            try (1...3).map { _ in try steps.ask(request(1)).standing } == [
                .done(result: "1"), .done(result: "2"), .new,
            ])
    }

    @Test func aStepThatDidNotHappenIsTriedAgainAsTheSame() async throws {
        let (journal, item) = try await resumed { _, _ in }
        let steps = ItemSteps(item, in: journal)
        let first = try steps.ask(request(1)).step
        // Under way elsewhere: a second one.
        #expect(try steps.ask(request(1)).step.occurrence == 2)
        steps.notes(first, .open(intent: "{}", isUncertain: true))
        steps.ends(first)
        #expect(try steps.ask(request(1)).step.occurrence == 1)
    }

    @Test func aNewStepWaitsForRecordedOnesOfItsCall() async throws {
        let (journal, item) = try await resumed { journal, item in
            try await journal.record(Step(item, 1), result: "1")
            try await journal.intend(Step(item, 2), intent: "2")
            try await journal.record(Step(item, 3, call: "links.update"), result: "3")
        }
        let steps = ItemSteps(item, in: journal)
        let new = try steps.ask(request(9)).step
        #expect(steps.unasked(before: new, request(9)).map(\.step.arguments) == [[1], [2]])
        let first = try steps.ask(request(1)).step
        #expect(steps.unasked(before: first, request(1)).isEmpty, "a recorded one waits for nothing")
        _ = try steps.ask(request(2))
        #expect(steps.unasked(before: new, request(9)).isEmpty)
    }

    @Test func aCorrectedStepTakesThePlaceOfARefusedOne() async throws {
        let (journal, item) = try await resumed { journal, item in
            try await journal.refuse(Step(item, 1), error: "{}")
            try await journal.record(Step(item, 2), result: "2")
        }
        let steps = ItemSteps(item, in: journal)
        let corrected = request(9, at: "0:1")
        #expect(steps.unasked(before: try steps.ask(corrected).step, corrected).isEmpty)
    }

    @Test func whatAnItemMadeIsRememberedWhenItIsDoneAgain() async throws {
        let (journal, item) = try await resumed { journal, item in
            try await journal.intend(Step(item, 1).lasting, intent: "1")
            try await journal.record(Step(item, 1), result: "1")
            try await journal.record(Step(item, 2), result: "2")
            try await journal.finish(item, .done(result: nil))
        }
        let steps = ItemSteps(item, in: journal)
        #expect(try steps.lasting(request(9)).map(\.arguments) == [[1]])
        #expect(try steps.ask(request(2)).standing == .new)
        try await journal.intend(Step(item, 2), intent: "again")
        #expect(try journal.reader.steps(ofItem: item.ordinal).map { $0.occurrence > 0 } == [false, true])
    }

    @Test func anIntentMayBeReplacedUntilTheStepIsDone() async throws {
        let (journal, item) = try await resumed { journal, item in try await journal.intend(Step(item), intent: "1") }
        try await journal.intend(Step(item), intent: "2")
        try await journal.record(Step(item), result: "3")
        let error = await #expect(throws: JournalError.self) { try await journal.intend(Step(item), intent: "4") }
        #expect(error?.code == .settled)
        #expect(error?.message == #"item "a" (links.csv:7): links.create is done"#)
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
