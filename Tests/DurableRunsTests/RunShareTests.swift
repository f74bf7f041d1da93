@testable import DurableRuns
import Facts
import RunJournal
import Synchronization
import Testing

/// Which items of a run that several hosts share are this host's, and what becomes of the others.
struct RunShareTests {
    private struct NoParts: SharedParts {
        var patience: Duration { .zero }

        func list() -> [SharedPart] { [] }
        func take(_ part: Int) -> SharedPartClaim { .held(place: "elsewhere") }
        func look(at keys: [[UInt8]]) -> SharedItems { SharedItems(server: "s", isEarly: false, items: []) }
        func rest() {}
        func forget() {}
    }

    private let share = RunShare(NoParts(), part: 1)

    private func key(_ number: Int) -> String? { share.state.withLock { $0.entries[number]?.key } }

    private func answer(_ items: [SharedItems.Item?], of numbers: [Int]) -> RunShare.Answer {
        share.state.withLock { $0.take(SharedItems(server: "s", isEarly: false, items: items), of: numbers, 1) }
    }

    /// Items without a key have the same one on every host, whichever part each of them belongs to.
    @Test func itemsAreKnownByTheirKeyOrContent() throws {
        let numbers = try [
            share.meet(digest: [1], key: "a", place: "x:1"), share.meet(digest: [10], key: nil, place: "x:2"),
            share.meet(digest: [10], key: nil, place: "x:3"), share.meetBad(at: "x:4"),
        ]
        #expect(numbers.map(key) == ["a", "0a", "0a#2", "(x:4)"])
        let error = #expect(throws: ScriptError.self) { try share.meet(digest: [2], key: "a", place: "x:5") }
        #expect(error?.message == "bulk.each: duplicate key \"a\", the second time at x:5")
    }

    @Test func whatBelongsToNoPartIsAskedForAgain() throws {
        let numbers = try (0..<3).map { try share.meet(digest: [1], key: "\($0)", place: "") }
        let own = SharedItems.Item(part: 1, state: nil, attempts: 0)
        let first = answer([own, nil, SharedItems.Item(part: 2, state: nil, attempts: 0)], of: numbers)
        #expect(first.own == [numbers[0]] && first.settled.isEmpty)
        #expect(share.state.withLock { $0.open } == [numbers[1]])
    }

    /// An item of another part has ended when it is done, or when another host has tried it since it was met here.
    @Test func anItemOfAnotherPartEndsThere() throws {
        let numbers = try (0..<4).map { try share.meet(digest: [1], key: "\($0)", place: "") }
        func items(_ attempts: Int, _ states: [ItemState?]) -> [SharedItems.Item?] {
            states.map { SharedItems.Item(part: 2, state: $0, attempts: attempts) }
        }
        #expect(answer(items(1, [.done, .failed, .uncertain, .pending]), of: numbers).settled == [numbers[0]])
        let later = answer(items(2, [.failed, .uncertain, .pending]), of: Array(numbers.dropFirst()))
        #expect(later.settled == [numbers[1], numbers[2]])
        let others = share.others
        #expect([others.done, others.failed, others.uncertain] == [1, 1, 1])
        #expect(key(numbers[3]) == "3")
    }
}
