import Foundation
@testable import RunJournal
import Testing

struct RunStoreTests {
    @Test(arguments: [
        "../x", "", String(repeating: "ä", count: 300), "schön 你好", "a/b", ".", "..", "a\u{0}b", "a\nb", "-rf", "~",
    ])
    func anyNameWillDo(_ name: String) async throws {
        let store = try TemporaryStore()
        for profile in ["production", name] {
            let identity = TemporaryStore.identity(name, profile: profile)
            let journal = try store.store.open(identity)
            try await journal.finish(try journal.pass().item("a"), .done(result: "1"))
            try journal.close()
            #expect(try store.store.reader(identity)?.item("a")?.result == "1")
        }
        let runs = try store.store.runs()
        #expect(
            Set(runs.map(\.identity)) == Set(["production", name].map { TemporaryStore.identity(name, profile: $0) }))
        let place = store.folder.path + "/runs/"
        #expect(store.folder.files().allSatisfy { $0.hasPrefix("runs/") && $0.split(separator: "/").count == 3 })
        #expect(runs.allSatisfy { $0.path.hasPrefix(place) && $0.path.utf8.count < place.utf8.count + 150 })
    }

    @Test func namesAreReadable() throws {
        let store = try TemporaryStore()
        #expect(store.paths("campaign 2026").database.contains("/runs/production/campaign-2026-"))
    }

    @Test func runsOfOneNameAreApartByProfile() throws {
        let identities = ["production", "staging"].map { RunIdentity(profile: $0, name: "a") }
        let store = try TemporaryStore()
        #expect(Set(identities.map { store.store.ownPaths(of: $0) }).count == identities.count)
    }

    @Test func aRunThatHasUsedAServiceElsewhereIsNotGoneOnWith() async throws {
        let store = try TemporaryStore()
        let journal = try store.open()
        try await journal.intend(Step(try journal.pass().item("a")), intent: "{}")
        try journal.close()
        let moved = RunStore(
            store.store.directory, addresses: ["go": "http://127.0.0.1:1", "datagov": "http://127.0.0.1:2"])
        let error = #expect(throws: JournalError.self) { try moved.open(TemporaryStore.identity()) }
        #expect(error?.code == .elsewhere)
        #expect(
            error?.message
                == "the run campaign has used go at https://go.gov.sg/api, and it is at http://127.0.0.1:1 now")
        // An address that the run has not used is no matter, nor is any address where the run is begun afresh.
        let other = RunStore(
            store.store.directory, addresses: ["go": "https://go.gov.sg/api", "datagov": "http://127.0.0.1:3"])
        try other.open(TemporaryStore.identity()).close()
        try moved.open(TemporaryStore.identity(), fresh: true).close()
    }

    @Test func theListTellsWhatEachRunHolds() async throws {
        let store = try TemporaryStore()
        #expect(try store.store.runs().isEmpty)
        let journal = try store.open()
        let pass = try journal.pass()
        store.turn(10)
        for key in ["a", "b", "c", "d", "e"] {
            let item = try pass.item(key)
            try await journal.intend(Step(item), intent: "{}")
        }
        let second = try journal.pass()
        store.turn(10)
        try await journal.finish(second.item("a"), .done(result: nil))
        try await journal.finish(second.item("b"), .failed(kind: "rejected", error: "{}"))
        try await journal.finish(second.item("c"), .failed(kind: "server", error: "{}"))
        try await journal.finish(second.item("d"), .uncertain(error: "{}"))
        let expected = RunSummary(
            identity: TemporaryStore.identity(), created: Date(timeIntervalSince1970: 1_000),
            items: [.pending: 1, .done: 1, .failed: 2, .uncertain: 1], failures: ["rejected": 1, "server": 1], steps: 5,
            firstBegun: Date(timeIntervalSince1970: 1_010), lastActivity: Date(timeIntervalSince1970: 1_020))
        #expect(try store.store.runs().map { try $0.summary.get() } == [expected])
        try journal.close()
        #expect(try store.store.runs(profile: "production").map { try $0.summary.get() } == [expected])
        #expect(try store.store.runs(profile: "staging").isEmpty)
    }

    @Test func theListNamesWhatCannotBeOpened() throws {
        let store = try TemporaryStore()
        for name in ["good", "torn", "gone"] { try store.open(name).close() }
        try Data(repeating: 7, count: 9000).write(to: URL(filePath: store.paths("torn").database))
        try FileManager.default.removeItem(atPath: store.paths("gone").database)
        try Data("text".utf8).write(to: URL(filePath: store.folder.path + "/runs/production/notes.txt"))
        try FileManager.default.createSymbolicLink(atPath: store.folder.path + "/runs/link", withDestinationPath: "/")
        let runs = try store.store.runs()
        #expect(runs.map { $0.identity?.name } == ["gone", "good", "torn"])
        #expect(
            runs.map { run in if case .failure(let error) = run.summary { store.words(error) } else { nil } } == [
                "the journal \(store.paths("gone").database) is damaged: it is missing, although the run was started"
                    .replacing(store.folder.path, with: "DIR"),
                nil,
                "the journal \(store.paths("torn").database) is damaged: file is not a database"
                    .replacing(store.folder.path, with: "DIR"),
            ])
        for run in runs { #expect(try store.store.forget(run)) }
        #expect(store.folder.files() == ["runs/production/notes.txt"])
    }

    @Test func forgettingLeavesNothing() async throws {
        let store = try TemporaryStore()
        #expect(try !store.store.forget(TemporaryStore.identity()))
        let journal = try store.open()
        try await journal.finish(try journal.pass().item("a"), .done(result: nil))
        #expect(store.folder.files().count == 4)
        #expect(try store.store.forget(TemporaryStore.identity()))
        #expect(store.folder.files() == [])
        #expect(try store.store.reader(TemporaryStore.identity()) == nil)
        #expect(try store.open().pass().item("a").standing == nil)
    }

    @Test func aFreshStartEmptiesTheRecord() async throws {
        let store = try TemporaryStore()
        let journal = try store.open()
        let item = try journal.pass().item("a")
        try await journal.intend(Step(item), intent: "{}")
        try await journal.finish(item, .done(result: nil))
        try await journal.setMetadata("offset", to: "12")
        try journal.close()
        let again = try store.open(fresh: true)
        #expect(try again.reader.summary().items == [:])
        #expect(try again.reader.summary().steps == 0)
        #expect(try again.reader.metadata("offset") == nil)
        let new = try again.pass().item("a")
        #expect(new.standing == nil)
        #expect(try await again.finish(new, .done(result: nil)) == 1)
        try again.close()
        #expect(try store.open().pass().item("a").standing == .done)
    }

    @Test func aLinkIsNotFollowed() throws {
        let store = try TemporaryStore()
        try store.open("other").close()
        let path = store.paths().database
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: store.paths("other").database)
        let error = #expect(throws: JournalError.self) { try store.open() }
        #expect(error == JournalError(.unusable, "\(path) is no regular file"))
    }

    @Test func aCopyUnderAnotherNameIsRefused() throws {
        let store = try TemporaryStore()
        try store.open("other").close()
        try FileManager.default.copyItem(atPath: store.paths("other").database, toPath: store.paths().database)
        let error = #expect(throws: JournalError.self) { try store.open() }
        #expect(error?.message == "\(store.paths().database) is the journal of another run (\"other\")")
    }
}
