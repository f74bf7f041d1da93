@testable import RunJournal
import Testing

struct ItemPassTests {
    private let store: TemporaryStore

    init() throws { store = try TemporaryStore() }

    /// A journal in which the items of these keys are done.
    private func journal(_ keys: [String]) throws -> RunJournal {
        let journal = try store.open()
        let pass = try journal.pass()
        for key in keys { try journal.finish(pass.item(key, digest: Array(key.utf8)), .done(result: "\"\(key)\"")) }
        return journal
    }

    private func keys(_ numbers: some Sequence<Int>) -> [String] { numbers.map { "key \($0)" } }

    /// Expects that a pass knows each of these items by its own record.
    private func expectDone(_ keys: [String], in journal: RunJournal) throws {
        let pass = try journal.pass()
        for (number, key) in keys.enumerated() {
            let item = try pass.item(key, digest: Array(key.utf8), place: "links.csv:\(number + 2)")
            guard item.standing == .done, !item.isChanged else {
                Issue.record("\(key) is \(item.standing)")
                return
            }
            if number % 97 == 0 { #expect(try journal.reader.result(of: item) == "\"\(key)\"") }
        }
    }

    @Test func theOrderOfTheLastTimeAndOthersFindEachItem() throws {
        let all = keys(0..<5_000)
        let journal = try journal(all)
        try expectDone(all, in: journal)
        try expectDone(all.reversed(), in: journal)
        try expectDone(Array(all[2_500...] + all[..<2_500]), in: journal)
        try expectDone(keys((0..<5_000).filter { $0 % 3 != 0 }), in: journal)
        try expectDone(keys(stride(from: 0, to: 5_000, by: 100)), in: journal)
        var generator = SeededGenerator(seed: 5)
        try expectDone(all.shuffled(using: &generator), in: journal)
    }

    @Test func newItemsBetweenOldOnesGetTheNextNumbers() throws {
        let journal = try journal(keys([1, 2, 3]))
        let pass = try journal.pass()
        let items = try keys([1, 10, 2, 11, 3, 12]).map { try pass.item($0) }
        #expect(items.map(\.ordinal) == [1, 4, 2, 5, 3, 6])
        #expect(items.map(\.standing) == [.done, nil, .done, nil, .done, nil])
        try journal.finish(items[5], .done(result: nil))
        try journal.finish(items[1], .done(result: nil))
        try journal.close()
        let next = try store.open().pass()
        #expect(try keys([12, 10, 11, 13]).map { try next.item($0).ordinal } == [6, 4, 7, 8])
    }

    @Test func aChangeOfTheContentIsNoticed() throws {
        let journal = try journal(["a"])
        #expect(try !journal.pass().item("a", digest: Array("a".utf8)).isChanged)
        #expect(try journal.pass().item("a", digest: Array("b".utf8)).isChanged)
        #expect(try journal.pass().item("a", digest: []).isChanged)
    }

    @Test(arguments: [
        ("links.csv:7", "links.csv:90", " (links.csv:7 and links.csv:90)"),
        ("links.csv:007", "b", " (links.csv:007 and b)"),
        ("a 99999999999", "a 0", " (a 99999999999 and a 0)"),
        (nil, "links.csv:90", ", the second time at links.csv:90"),
        ("links.csv:7", nil, ", the first time at links.csv:7"),
        (nil, nil, ""),
    ])
    func aKeyThatComesTwiceNamesBothPlaces(first: String?, second: String?, places: String) throws {
        let journal = try journal(["old"])
        let pass = try journal.pass()
        for key in ["old", "new", "begun", "finished"] {
            let item = try pass.item(key, digest: [], place: first)
            if key == "finished" { try journal.finish(item, .done(result: nil)) }
        }
        for key in ["old", "new", "finished"] {
            let error = #expect(throws: JournalError.self) { try pass.item(key, digest: [], place: second) }
            #expect(error?.message == "duplicate key \"\(key)\"\(places)")
            #expect(error?.code == .duplicate)
        }
        #expect(try journal.pass().item("old", digest: []).standing == .done, "the next pass begins anew")
    }

    @Test func keysAreTheirBytes() throws {
        let keys = ["é", "e\u{301}", "a\u{0}b", "a\u{0}c", "a", "", "A"]
        let journal = try journal(keys)
        try journal.close()
        let next = try store.open()
        try expectDone(keys, in: next)
        #expect(try next.reader.summary().items == [.done: 7])
        #expect(try next.reader.item("a\u{0}c")?.key == "a\u{0}c")
    }

    /// The keys as a table has them.
    private func inputOrder(_ journal: RunJournal) throws -> [String] {
        let items = try journal.reader.itemsInInputOrder()
        var keys: [String] = []
        while let item = try items.next() { keys.append(item.key) }
        return keys
    }

    @Test func aWholePassIsRememberedInItsOrder() throws {
        let all = keys(0..<1_000)
        let journal = try journal(all)
        #expect(try inputOrder(journal) == all)
        func pass(_ keys: [String], _ place: (Int) -> String?) throws {
            let pass = try journal.pass()
            for (number, key) in keys.enumerated() {
                let item = try pass.item(key, digest: [1], place: place(number))
                if item.standing == nil { try journal.finish(item, .done(result: nil)) }
            }
            try journal.noteWhole(pass)
        }
        let mixed = Array(all[600...]) + ["new"] + all[..<600]
        try pass(mixed) { $0 < 500 ? "b.csv:\($0 + 2)" : "a.csv:\($0 + 2)" }
        #expect(try inputOrder(journal) == mixed)
        #expect(try journal.reader.hasOwnOrder)
        // An item that has gone stands at the end, with those that are new since.
        try pass(Array(mixed[1...])) { "b.csv:\($0 + 2)" }
        #expect(try inputOrder(journal) == Array(mixed[1...]) + [mixed[0]])
        try pass(all) { "item \($0 + 1)" }
        #expect(try !journal.reader.hasOwnOrder)
        #expect(try inputOrder(journal) == all + ["new"])
        try pass(mixed) { _ in nil }
        #expect(try inputOrder(journal) == all + ["new"], "without places there is nothing to go by")
    }
}
