import SQLite
@testable import RunJournal
import Testing

struct FullDiskTests {
    @Test func nothingIsIntendedThatDoesNotFit() async throws {
        let store = try TemporaryStore()
        let journal = try store.open()
        let pass = try journal.pass()
        let first = try pass.item("a")
        try await journal.intend(Step(first), intent: "{}")
        try journal.writer.database.use { db in
            let pages = try db.value(Int.self, "PRAGMA page_count") ?? 0
            try db.execute("PRAGMA max_page_count = \(pages)")
        }
        let second = try pass.item("b")
        let long = String(repeating: "x", count: 20_000)
        let error = await #expect(throws: JournalError.self) { try await journal.intend(Step(second), intent: long) }
        #expect(error?.code == .full)
        #expect(error?.message == "cannot write \(store.paths().database): the disk is full; nothing more is sent")
        // What still fits is recorded: here the result of what was sent before.
        try await journal.record(Step(first), result: "1")
        #expect(try journal.reader.item("b") == nil)
        try journal.writer.database.use { db in
            try db.execute("PRAGMA max_page_count = 100000")
        }
        try await journal.intend(Step(second), intent: long)
        #expect(try journal.reader.item("b")?.attempts == 1)
        #expect(try journal.reader.steps(ofItem: second.ordinal).map(\.intent) == [long])
    }

    @Test func oneThatDoesNotFitTakesNoOtherWithIt() async throws {
        let store = try TemporaryStore()
        let journal = try store.open()
        let pass = try journal.pass()
        let items = try (0..<40).map { try pass.item("\($0)") }
        try journal.writer.database.use { db in
            let pages = try db.value(Int.self, "PRAGMA page_count") ?? 0
            try db.execute("PRAGMA max_page_count = \(pages + 6)")
        }
        let failed = await withTaskGroup(of: Int?.self) { group in
            for (number, item) in items.enumerated() {
                group.addTask {
                    let text = number % 4 == 0 ? String(repeating: "x", count: 100_000) : "{}"
                    do {
                        try await journal.intend(Step(item), intent: text)
                        return nil
                    } catch {
                        return number
                    }
                }
            }
            return await group.reduce(into: [Int]()) { if let number = $1 { $0.append(number) } }
        }
        #expect(failed.sorted() == Array(stride(from: 0, to: 40, by: 4)))
        #expect(try journal.reader.summary().items == [.pending: 30])
    }
}
