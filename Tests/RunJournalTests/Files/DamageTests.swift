import Foundation
import SQLite
@testable import RunJournal
import Testing

/// A journal that is not what was written is refused, never begun anew.
struct DamageTests {
    private let store: TemporaryStore
    private let path: String

    init() throws {
        store = try TemporaryStore()
        path = store.paths().database
    }

    /// A journal with some items, closed as `end` says.
    private func make(items: Int = 50, _ end: (RunJournal) throws -> Void = { try $0.close() }) async throws {
        let journal = try store.open()
        let pass = try journal.pass()
        for number in 0..<items {
            let item = try pass.item("item \(number)")
            try await journal.intend(Step(item), intent: String(repeating: "x", count: 500))
            try await journal.finish(item, .done(result: nil))
        }
        try end(journal)
    }

    /// As a kill leaves it: everything in the log, nothing closed.
    private func makeKilled(items: Int = 50) async throws -> TemporaryStore {
        let other = try TemporaryStore()
        try await make(items: items) { _ in
            let folder = other.paths().folder
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for path in [store.paths().database, store.paths().mark, store.paths().log] {
                let name = path.split(separator: "/").last ?? ""
                try FileManager.default.copyItem(atPath: path, toPath: "\(folder)/\(name)")
            }
        }
        return other
    }

    private func expectDamage(_ words: String, in store: TemporaryStore? = nil) {
        let store = store ?? self.store
        let before = store.folder.files()
        let error = #expect(throws: JournalError.self) { try store.open() }
        #expect(error?.code == .damaged)
        #expect(error?.message == "the journal \(store.paths().database) is damaged: \(words)")
        let hint = "Restore it from a copy, or export what can still be read and forget the run to start from scratch."
        #expect(error?.hint == hint)
        #expect(Set(store.folder.files()).isSuperset(of: before), "nothing is removed")
        #expect(throws: JournalError.self) { try store.open() }
    }

    @Test func noDatabase() async throws {
        try await make()
        try Data(String(repeating: "This is no database. ", count: 500).utf8).write(to: URL(filePath: path))
        expectDamage("file is not a database")
    }

    @Test func anEmptyFile() async throws {
        try await make()
        try Data().write(to: URL(filePath: path))
        expectDamage("it is empty")
    }

    @Test func aFileThatIsGone() async throws {
        try await make()
        try FileManager.default.removeItem(atPath: path)
        expectDamage("it is missing, although the run was started")
    }

    @Test func aDatabaseOfSomethingElse() async throws {
        try await make()
        try FileManager.default.removeItem(atPath: path)
        let other = try SharedDatabase(path: path, Database.Options(makesFile: true))
        try other.use { db in try db.execute("CREATE TABLE other (a)") }
        other.close()
        expectDamage("it is no journal of a run")
    }

    @Test func aFileCutShort() async throws {
        try await make()
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.truncate(atOffset: file.seekToEnd() / 2 / 4096 * 4096)
        try file.close()
        let error = #expect(throws: JournalError.self) { try store.open() }
        #expect(error?.code == .damaged)
    }

    @Test func aLogThatIsGoneAfterAKill() async throws {
        let killed = try await makeKilled()
        try FileManager.default.removeItem(atPath: killed.paths().log)
        expectDamage("its end is missing, from number 1 to 50 at least", in: killed)
    }

    @Test func aLogCutShortAfterAKill() async throws {
        let killed = try await makeKilled()
        let log = try FileHandle(forUpdating: URL(filePath: killed.paths().log))
        // One bit in the middle of what was flushed: SQLite takes all before it and says nothing.
        try log.seek(toOffset: 32 + 4120 * 60 + 2000)
        try log.write(contentsOf: Data([0xFF, 0xFF, 0xFF, 0xFF]))
        try log.close()
        let error = #expect(throws: JournalError.self) { try killed.open() }
        #expect(error?.code == .damaged)
        #expect(error?.message.contains("is damaged: its end is missing, from number ") == true)
    }

    @Test func anOlderCopy() async throws {
        try await make(items: 3)
        let copy = try Data(contentsOf: URL(filePath: path))
        try await make(items: 10)
        try copy.write(to: URL(filePath: path))
        let error = #expect(throws: JournalError.self) { try store.open() }
        #expect(error?.message.contains("is damaged: its end is missing, from number ") == true)
    }

    @Test func openingAloneDoesNotForgetWhatWasFlushed() async throws {
        try await make(items: 3)
        let journal = try store.open()
        #expect(try DurableMark.read(store.paths().mark)?.number == 4, "three steps and the end")
        #expect(try DurableMark.read(store.paths().mark)?.isOpen == true)
        try journal.close()
        #expect(try DurableMark.read(store.paths().mark)?.isOpen == false)
    }

    @Test func pagesThatDoNotFitAfterAKill() async throws {
        try await make(items: 300)
        let file = try FileHandle(forUpdating: URL(filePath: path))
        try file.seek(toOffset: 4096 * 8 + 3)
        try file.write(contentsOf: Data(repeating: 0xEE, count: 64))
        try file.close()
        // As if the process had not ended cleanly.
        let mark = try FileHandle(forUpdating: URL(filePath: store.paths().mark))
        try mark.seek(toOffset: 21)
        try mark.write(contentsOf: Data("running".utf8))
        try mark.close()
        let error = #expect(throws: JournalError.self) { try store.open() }
        #expect(error?.code == .damaged)
    }

    @Test func aKillAloneIsNoDamage() async throws {
        let killed = try await makeKilled()
        let journal = try killed.open()
        #expect(try journal.reader.summary().items == [.done: 50])
        #expect(try journal.reader.summary().steps == 50)
    }

    @Test func whatCanBeReadCanBeExported() async throws {
        let killed = try await makeKilled()
        try FileManager.default.removeItem(atPath: killed.paths().log)
        #expect(throws: JournalError.self) { try killed.store.reader(TemporaryStore.identity()) }
        let reader = try #require(try killed.store.reader(TemporaryStore.identity(), evenIfDamaged: true))
        #expect(try reader.items().next() == nil)
    }

    @Test func aNewerJournalIsLeftAlone() async throws {
        try await make()
        let newer = try SharedDatabase(path: path)
        try newer.use { db in try db.execute("PRAGMA user_version = 99") }
        newer.close()
        let error = #expect(throws: JournalError.self) { try store.open() }
        #expect(error?.code == .newer)
        let known = Schema.current.version
        #expect(
            error?.message
                == "the journal \(path) was made by a newer govscript (version 99, this one knows \(known))")
        #expect(error?.hint == "Use that version of govscript for this run.")
    }

    /// Where no later process would look, nothing may be recorded that is about to be sent.
    @Test(arguments: [true, false]) func nothingIsSentOnceTheJournalIsNotAtItsPlace(_ isReplaced: Bool) async throws {
        let journal = try store.open()
        let pass = try journal.pass()
        try await journal.intend(Step(pass.item("a")), intent: "{}")
        let path = store.paths().database
        try FileManager.default.moveItem(atPath: path, toPath: path + ".old")
        if isReplaced { try FileManager.default.copyItem(atPath: path + ".old", toPath: path) }
        let error = await #expect(throws: JournalError.self) {
            try await journal.intend(Step(pass.item("b")), intent: "{}")
        }
        #expect(error?.code == .removed)
        #expect(
            error?.message
                == "the journal \(path) was \(isReplaced ? "replaced" : "removed") while the run was in progress; "
                + "nothing more is sent")
    }
}
