import Foundation
@testable import RunJournal
import Testing

struct ItemTests {
    private let store: TemporaryStore

    init() throws { store = try TemporaryStore() }

    @Test func anItemsRecordFollowsItsLife() async throws {
        let journal = try store.open()
        let item = try journal.pass().item("a", digest: [7], place: "links.csv:2")
        #expect(try journal.reader.item("a") == nil, "nothing is recorded before it begins")
        try await journal.intend(Step(item), intent: "{}")
        var record = try #require(try journal.reader.item("a"))
        #expect(record.state == .pending)
        #expect(record.digest == [7])
        #expect(record.place == "links.csv:2")
        #expect(record.sequence == nil)
        store.turn(5)
        #expect(try await journal.finish(item, .failed(kind: "rejected", error: #"{"kind":"rejected"}"#)) == 1)
        store.turn(5)
        let again = try journal.pass().item("a", digest: [8], place: "links.csv:3")
        #expect(again.standing == .failed)
        #expect(again.isChanged)
        #expect(try await journal.finish(again, .done(result: #"{"r":1}"#)) == 2)
        record = try #require(try journal.reader.item("a"))
        #expect(record.state == .done)
        #expect(record.attempts == 2)
        #expect(record.digest == [8])
        #expect(record.place == "links.csv:3")
        #expect(record.begun == Date(timeIntervalSince1970: 1_000))
        #expect(record.changed == Date(timeIntervalSince1970: 1_010))
        #expect(record.error == nil)
        #expect(record.errorKind == nil)
        #expect(try journal.reader.result(of: again) == #"{"r":1}"#)
    }

    @Test func anItemThatIsDoneAgainKeepsItsResultUntilThen() async throws {
        let journal = try store.open()
        let item = try journal.pass().item("a", digest: [1])
        try await journal.intend(Step(item), intent: "{}")
        try await journal.record(Step(item), result: "{}")
        try await journal.finish(item, .done(result: "1"))
        let again = try journal.pass().item("a", digest: [2])
        #expect(again.standing == .done)
        #expect(again.isChanged)
        #expect(try journal.standing(of: Step(again, call: "links.update")) == .new)
        try await journal.intend(Step(again, call: "links.update"), intent: "{}")
        try journal.close()
        let next = try store.open()
        let unfinished = try next.pass().item("a", digest: [2])
        #expect(unfinished.standing == .pending)
        #expect(!unfinished.isChanged)
        #expect(try next.reader.result(of: unfinished) == "1")
        #expect(try next.reader.summary().steps == 1)
        #expect(
            try next.standing(of: Step(unfinished, call: "links.update")) == .open(intent: "{}", isUncertain: false))
    }

    @Test func finishingOnAThreadThatMayBlock() throws {
        let journal = try store.open()
        let pass = try journal.pass()
        let sequences = try ["a", "b"].map { try journal.finish(pass.item($0), .done(result: nil)) }
        #expect(sequences == [1, 2])
        try journal.setMetadata("offset", to: "17\u{0}ü")
        #expect(try journal.reader.metadata("offset") == "17\u{0}ü")
        try journal.setMetadata("offset", to: nil)
        #expect(try journal.reader.metadata("offset") == nil)
    }

    @Test func itemsComeInBothOrders() async throws {
        let journal = try store.open()
        let pass = try journal.pass()
        let items = try (0..<600).map { try pass.item("\($0)") }
        for item in items.reversed() { try await journal.finish(item, .done(result: item.key)) }
        func keys(_ selection: ItemCursor.Selection) throws -> [String] {
            let cursor = journal.reader.items(selection)
            var keys: [String] = []
            while let item = try cursor.next() { keys.append(item.key) }
            return keys
        }
        #expect(try keys(.all) == (0..<600).map { "\($0)" })
        #expect(try keys(.finished(after: 0)) == (0..<600).reversed().map { "\($0)" })
        #expect(try keys(.finished(after: 597)) == ["2", "1", "0"])
        #expect(try keys(.trouble) == [])
    }

    @Test func troubleIsListedWithALimit() async throws {
        let journal = try store.open()
        let pass = try journal.pass()
        for number in 0..<900 {
            let item = try pass.item("\(number)")
            let outcome: ItemOutcome =
                switch number % 3 {
                case 0: .done(result: nil)
                case 1: .failed(kind: number < 450 ? "server" : "rejected", error: "{}")
                default: .uncertain(error: "{}")
                }
            try await journal.finish(item, outcome)
        }
        #expect(try journal.reader.trouble(limit: 3).map(\.key) == ["1", "2", "4"])
        #expect(try journal.reader.trouble(limit: 10_000).count == 600)
        let summary = try journal.reader.summary()
        #expect(summary.items == [.done: 300, .failed: 300, .uncertain: 300])
        #expect(summary.failures == ["server": 150, "rejected": 150])
        #expect(try await journal.retry(kind: "server") == 150)
        #expect(try journal.reader.summary().items == [.pending: 150, .done: 300, .failed: 150, .uncertain: 300])
        #expect(try await journal.retry() == 150)
        #expect(try journal.reader.summary().failures == [:])
        #expect(try journal.pass().item("1").standing == .pending)
    }

    @Test func doubtsAreClosedByHand() async throws {
        let journal = try store.open()
        let pass = try journal.pass()
        for key in ["a", "b"] {
            let item = try pass.item(key)
            try await journal.intend(Step(item, 1), intent: "1")
            try await journal.record(Step(item, 1), result: "1")
            try await journal.intend(Step(item, 2, call: "datagov.append"), intent: "2")
            try await journal.doubt(Step(item, 2, call: "datagov.append"), error: "{}")
            try await journal.finish(item, .uncertain(error: "{}"))
        }
        try await journal.resolve("a", .done(result: nil))
        try await journal.resolve("b", .redo)
        let next = try journal.pass()
        let (a, b) = (try next.item("a"), try next.item("b"))
        #expect(a.standing == .done)
        #expect(b.standing == .pending)
        #expect(try journal.standing(of: Step(b, 1)) == .done(result: "1"))
        #expect(try journal.standing(of: Step(b, 2, call: "datagov.append")) == .refused(intent: "2", error: "{}"))
        let settled = await #expect(throws: JournalError.self) { try await journal.resolve("a", .redo) }
        #expect(settled == JournalError(.settled, #"item "a" is done, not uncertain"#))
        let missing = await #expect(throws: JournalError.self) { try await journal.resolve("c", .redo) }
        #expect(missing == JournalError(.missing, #"there is no item "c""#))
    }

    /// An upload was taken, and its ingestion was not seen to end: to redo it is to send it again.
    @Test func redoingSendsAnUploadAgainWhoseEndIsNotKnown() async throws {
        let journal = try store.open()
        let item = try journal.pass().item("a")
        try await journal.record(Step(item, 1, call: "datagov.append"), result: "1", awaitsEnd: true)
        try await journal.record(Step(item, 2, call: "datagov.append"), result: "2", awaitsEnd: true)
        try await journal.conclude(Step(item, 2, call: "datagov.append"))
        try await journal.finish(item, .uncertain(error: "{}"))
        try await journal.resolve("a", .redo)
        let again = try journal.pass().item("a")
        #expect(try journal.standing(of: Step(again, 1, call: "datagov.append")) == .refused(intent: nil, error: nil))
        #expect(try journal.standing(of: Step(again, 2, call: "datagov.append")) == .done(result: "2"))
    }

    @Test func itemsThatAWholePassDidNotContainLeaveTheCounts() async throws {
        let journal = try store.open()
        let first = try journal.pass()
        for key in ["a", "b", "c", "d"] {
            let item = try first.item(key)
            if key == "d" { try await journal.intend(Step(item), intent: "{}") }
            try await journal.finish(item, key == "a" ? .done(result: "1") : .failed(kind: "data", error: "{}"))
        }
        let second = try journal.pass()
        _ = try second.item("a")
        _ = try second.item("e")
        #expect(try journal.noteWhole(second) == 2)
        // What may have sent something stays.
        #expect(try journal.reader.summary().items == [.done: 1, .failed: 1])
        #expect(try journal.reader.trouble(limit: 9).map(\.key) == ["d"])
        let third = try journal.pass()
        let back = try third.item("b")
        #expect(back.standing == .failed)
        _ = try third.item("a")
        #expect(try journal.noteWhole(third) == 0)
        #expect(try journal.reader.summary().items == [.done: 1, .failed: 2])
    }
}
