import Foundation
import LeaseSupport
@testable import RunJournal
import SQLite
import Synchronization
import Testing

/// A journal and what other hosts have of it.
struct SharedJournalTests {
    private let runs = MemorySharedRuns()
    private let (here, there): (TemporaryStore, TemporaryStore)

    init() throws { (here, there) = (try TemporaryStore(), try TemporaryStore()) }

    private func open(_ host: TemporaryStore, fresh: Bool = false) throws -> RunJournal {
        var store = host.store
        store.shared = runs
        return try store.open(TemporaryStore.identity(), fresh: fresh)
    }

    /// Everything that a journal says.
    private struct Words: Equatable {
        var items: [ItemRecord] = []
        var steps: [[StepRecord]] = []
        var metadata: String?
        var addresses: [String: String] = [:]
        var created: Date
    }

    private func words(_ journal: RunJournal) throws -> Words {
        var words = Words(created: try journal.reader.summary().created)
        let cursor = journal.reader.items()
        while let item = try cursor.next() {
            words.items.append(item)
            try words.steps.append(journal.reader.steps(ofItem: item.ordinal))
        }
        words.metadata = try journal.reader.metadata("note")
        words.addresses = try journal.reader.addresses()
        return words
    }

    private func recordAll(_ journal: RunJournal) async throws {
        let pass = try journal.pass()
        for (number, key) in ["a", "b\u{0}\"\\", "c", "d"].enumerated() {
            var item = try pass.item(key, digest: [1, 2, UInt8(number)], place: "links.csv:\(number)")
            item.cells = #"["x",null]"#
            try await journal.intend(Step(item, 1), intent: #"{"n":"ü\u0000"}"#)
            switch number {
            case 0:
                try await journal.record(Step(item, 1), result: "1", awaitsEnd: true)
                try await journal.conclude(Step(item, 1))
                try await journal.finish(item, .done(result: #"{"r":[1]}"#))
            case 1:
                try await journal.doubt(Step(item, 1), error: "{}")
                try await journal.finish(item, .uncertain(error: "{}"))
            case 2:
                try await journal.refuse(Step(item, 1), error: "{}")
                try await journal.finish(item, .failed(kind: "data", error: "{}"))
            default: break
            }
        }
        try await journal.setMetadata("note", to: "text")
    }

    @Test func anotherHostFindsEverythingThatWasRecorded() async throws {
        here.turn(5_000)
        let first = try open(here)
        try await recordAll(first)
        let said = try words(first)
        try first.close()
        let second = try open(there)
        #expect(try words(second) == said)
        // It continues where the other one has ended.
        let item = try second.pass().item("e", digest: [9])
        #expect(item.ordinal == 5)
        #expect(try await second.finish(item, .done(result: nil)) == 4)
        try second.close()
    }

    /// What a killed process could not store is there before the next one looks up its intents, and sends them again.
    @Test func whatAKilledProcessRecordedIsStoredFirst() async throws {
        let journal = try open(here)
        let item = try journal.pass().item("a", digest: [1])
        runs.beforeStore { _ in throw JournalError(.held, "out of reach") }
        await #expect(throws: JournalError.self) { try await journal.intend(Step(item, 1), intent: "{}") }
        journal.abandon()
        #expect(throws: JournalError.self) { try open(here) }
        runs.beforeStore(nil)
        let next = try open(here)
        #expect(runs.now.rows.keys.contains { $0.kind == MirrorTable.step.rawValue })
        try next.close()
    }

    @Test func anIntentWaitsUntilOtherHostsHaveIt() async throws {
        let journal = try open(here)
        let item = try journal.pass().item("a")
        let isConfirmed = Mutex(false)
        let seen = Mutex<[Bool]>([])
        runs.beforeStore { _ in seen.withLock { $0.append(isConfirmed.withLock { $0 }) } }
        try await journal.intend(Step(item), intent: "{}")
        isConfirmed.withLock { $0 = true }
        #expect(seen.withLock { $0 }.first == false)
        #expect(runs.now.rows.values.contains { $0.kind == MirrorTable.step.rawValue })
        runs.beforeStore(nil)
        try journal.close()
    }

    /// While PostgreSQL is waited for, the journal's log does not grow for ever.
    @Test func theLogCanBeEmptiedWhileOtherHostsAreWaitedFor() async throws {
        let journal = try open(here)
        let item = try journal.pass().item("a")
        let path = journal.reader.path
        let isBusy = Mutex<[Int?]>([])
        runs.beforeStore { _ in
            let found = try Database(path: path).value(Int.self, "PRAGMA wal_checkpoint(TRUNCATE)")
            isBusy.withLock { $0.append(found) }
        }
        try await journal.intend(Step(item), intent: "{}")
        #expect(isBusy.withLock { $0.first } == .some(0))
        runs.beforeStore(nil)
        try journal.close()
    }

    /// Intents that come while others are being stored share one call.
    @Test func intentsThatComeTogetherAreStoredTogether() async throws {
        let journal = try open(here)
        let pass = try journal.pass()
        let items = try (0..<40).map { try pass.item("\($0)") }
        let before = runs.now.stores
        let isOpen = DispatchSemaphore(value: 0)
        runs.beforeStore { _ in isOpen.wait() }
        try await withThrowingTaskGroup { group in
            for item in items { group.addTask { try await journal.intend(Step(item), intent: "{}") } }
            // The last one is recorded while the first is held.
            while try journal.reader.summary().steps < items.count { await Task.yield() }
            runs.beforeStore(nil)
            isOpen.signal()
            try await group.waitForAll()
        }
        #expect(runs.now.stores - before < 5)
        try journal.close()
    }

    @Test func nothingIsRecordedOfARunThatAnotherHostHasTakenOver() async throws {
        let journal = try open(here)
        let item = try journal.pass().item("a")
        try await journal.intend(Step(item), intent: "{}")
        let other = try open(there)
        try await journal.record(Step(item), result: "1")
        for _ in 0..<2 {
            let error = await #expect(throws: JournalError.self) {
                try await journal.intend(Step(item, 2), intent: "{}")
            }
            #expect(error?.code == .overtaken)
        }
        await #expect(throws: JournalError.self) { try await journal.expectTurn() }
        journal.abandon()
        // The other host looks up what was intended.
        let steps = ItemSteps(try other.pass().item("a"), in: other)
        #expect(try steps.open().map(\.step.arguments) == [[1]])
        try other.close()
    }

    /// A process that was killed has recorded more than other hosts have.
    @Test func aHostContinuesWithItsOwnJournalIfNoOtherHasWorked() async throws {
        let journal = try open(here)
        let item = try journal.pass().item("a")
        try await journal.intend(Step(item), intent: "{}")
        try await journal.record(Step(item), result: "1")
        journal.abandon()
        let next = try open(here)
        #expect(try next.reader.steps(ofItem: 1).map(\.state) == [.done])
        try next.close()
        let other = try open(there)
        #expect(try other.reader.steps(ofItem: 1).map(\.result) == ["1"])
        try other.close()
    }

    @Test func aHostThatReturnsHasWhatTheOtherOneDid() async throws {
        let first = try open(here)
        let item = try first.pass().item("a")
        try await first.intend(Step(item), intent: "{}")
        try await first.record(Step(item), result: "lost")
        first.abandon()
        let second = try open(there)
        let again = try second.pass().item("a")
        try await second.record(Step(again), result: "found")
        try await second.finish(again, .done(result: nil))
        try second.close()
        let third = try open(here)
        #expect(try third.reader.steps(ofItem: 1).map(\.result) == ["found"])
        #expect(try third.reader.item("a")?.state == .done)
        try third.close()
        // What it had is not thrown away, and in no list.
        let folder = here.paths().folder
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).contains { $0.hasPrefix(".old-") })
        #expect(try here.store.runs().count == 1)
    }

    @Test(arguments: [true, false]) func whatAServerHasLostIsPutBack(atABeat: Bool) async throws {
        let journal = try open(here)
        let pass = try journal.pass()
        let items = try (0..<6).map { try pass.item("\($0)") }
        try await journal.intend(Step(items[0]), intent: "{}")
        let lost = runs.now
        for item in items.dropFirst().prefix(4) { try await journal.intend(Step(item), intent: "{}") }
        try await journal.withdraw(Step(items[1]))
        runs.now = lost
        if atABeat {
            runs.beat()
            while runs.now.state.revision <= lost.state.revision { await Task.yield() }
        } else {
            try await journal.intend(Step(items[5]), intent: "{}")
        }
        let said = try words(journal)
        try journal.close()
        let other = try open(there)
        #expect(try words(other) == said)
        try other.close()
    }

    /// The server has lost so much that what this host found at its start is not there.
    @Test func aServerThatHasLostWhatThisHostHadFoundGetsItAll() async throws {
        let empty = runs.now
        let first = try open(here)
        try await recordAll(first)
        try first.close()
        let second = try open(there)
        runs.now = MemorySharedRuns.Content(owner: runs.now.owner, state: empty.state, rows: [:])
        try await second.intend(Step(second.pass().item("e")), intent: "{}")
        let said = try words(second)
        try second.close()
        let third = try open(here)
        #expect(try words(third) == said)
        try third.close()
    }

    @Test func aRunThatWasBegunAloneIsBroughtAlong() async throws {
        let alone = try here.open()
        let pass = try alone.pass()
        for number in 0..<1_300 { try await alone.finish(pass.item("\(number)"), .done(result: "\(number)")) }
        let said = try words(alone)
        try alone.close()
        let brought = try open(here)
        #expect(runs.now.stores == 3)
        try brought.close()
        let other = try open(there)
        #expect(try words(other) == said)
        try other.close()
    }

    /// The network brings the first part of what is put back once more, after the second one.
    @Test func aPartThatArrivesTwiceLosesNothing() async throws {
        let alone = try here.open()
        let pass = try alone.pass()
        for number in 0..<1_300 { try await alone.finish(pass.item("\(number)"), .done(result: "\(number)")) }
        let said = try words(alone)
        try alone.close()
        let parts = Mutex<[JournalPart]>([])
        runs.beforeStore { [runs] part in
            let seen = parts.withLock { parts in
                parts.append(part)
                return parts
            }
            if seen.count == 3 {
                runs.beforeStore(nil)
                _ = try runs.storeAgain(seen[0])
            }
        }
        try open(here).close()
        let other = try open(there)
        #expect(try words(other) == said)
        try other.close()
    }

    /// Results of what was sent are recorded although no other host can have them.
    @Test func resultsAreRecordedWhileIntentsCannotBeStored() async throws {
        let journal = try open(here)
        let pass = try journal.pass()
        let (first, second) = (try pass.item("a"), try pass.item("b"))
        try await journal.intend(Step(first, 1), intent: "{}")
        runs.beforeStore { _ in throw JournalError(.held, "out of reach") }
        await #expect(throws: JournalError.self) { try await journal.intend(Step(second, 1), intent: "{}") }
        try await journal.record(Step(first, 1), result: "1")
        try await journal.finish(first, .done(result: "1"))
        // Nothing that is sent can be recorded any more.
        await #expect(throws: JournalError.self) { try await journal.intend(Step(second, 2), intent: "{}") }
        #expect(throws: JournalError.self) { try journal.close() }
        runs.beforeStore(nil)
        let next = try open(here)
        #expect(try next.reader.item("a")?.state == .done)
        try next.close()
    }

    /// What was empty here may be another host's by the time when it is forgotten.
    @Test func anEmptyRunIsNotForgottenOnceAnotherHostHasIt() async throws {
        try open(here).close()
        let other = try open(there)
        try await other.finish(try other.pass().item("a"), .done(result: nil))
        try other.close()
        var store = here.store
        store.shared = runs
        #expect(try !store.forget(TemporaryStore.identity(), ifOwn: true))
        let next = try open(here)
        #expect(try next.reader.item("a")?.state == .done)
        try next.close()
        #expect(try store.forget(TemporaryStore.identity(), ifOwn: true))
        #expect(runs.now.rows.isEmpty)
    }

    /// Rows that are not whole are no record of a run: an append in the rest would be sent again.
    @Test func aRecordThatIsNotWholeIsNotContinuedElsewhere() async throws {
        let alone = try here.open()
        let pass = try alone.pass()
        for number in 0..<600 { try await alone.finish(pass.item("\(number)"), .done(result: "\(number)")) }
        try alone.close()
        runs.beforeStore { part in
            if let revision = part.revision, revision >= 0 { throw JournalError(.held, "the store is gone") }
        }
        #expect(throws: JournalError.self) { try open(here) }
        runs.beforeStore(nil)
        #expect(runs.now.state.revision == -1)
        let error = #expect(throws: JournalError.self) { try open(there) }
        #expect(error?.code == .held)
        try open(here).close()
        let other = try open(there)
        #expect(try other.reader.summary().items == [.done: 600])
        try other.close()
    }

    @Test func aSharedRunIsRefusedWhereOthersAreNotAsked() throws {
        try open(here).close()
        let error = #expect(throws: JournalError.self) { try here.open() }
        #expect(
            error?.message == "the run campaign is shared with other machines, and GOVSCRIPT_STATE is not set")
        // Looking at it does no harm.
        #expect(try here.store.reader(TemporaryStore.identity()) != nil)
    }

    @Test func twoRecordsThatKnowNothingOfEachOtherAreRefused() throws {
        try there.open().close()
        try open(here).close()
        let error = #expect(throws: JournalError.self) { try open(there) }
        #expect(error?.code == .elsewhere)
        var store = here.store
        store.shared = runs
        #expect(try store.forget(TemporaryStore.identity()))
        #expect(runs.now.rows.isEmpty)
        try open(there).close()
        #expect(!runs.now.rows.isEmpty)
    }

    @Test func aFreshStartIsFreshEverywhere() async throws {
        let first = try open(here)
        try await recordAll(first)
        try first.close()
        try open(here, fresh: true).close()
        let other = try open(there)
        #expect(try words(other).items.isEmpty)
        try other.close()
    }
}
