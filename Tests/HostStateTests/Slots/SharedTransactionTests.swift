import ApiClients
import FoundationEssentials
@testable import HostState
import SQLite
import TestSupport
import Testing

/// What comes together shares one transaction on the slot file.
struct SharedTransactionTests {
    private struct Refusal: Error {}

    /// How often the file was written: SQLite counts that in bytes 24 to 27 of the header (fileformat2.html).
    private func writes(_ host: SharedHost) throws -> Int {
        try host.directory.bytes(of: "slots.sqlite")[24..<28].reduce(0) { $0 << 8 | Int($1) }
    }

    /// Starts everything while another program holds the file, so that it waits together.
    ///
    /// A task that starts at once runs until it waits, so that all have come when the file is let go of.
    private func together<Value: Sendable>(
        _ host: SharedHost, count: Int, _ body: @escaping @Sendable (Int) async throws -> Value
    ) async throws -> [Result<Value, any Error>] {
        let other = try Database(path: "\(host.directory.path)/slots.sqlite")
        try other.execute("BEGIN EXCLUSIVE")
        let tasks = (0..<count).map { number in Task.immediate { try await body(number) } }
        try other.execute("COMMIT")
        var results: [Result<Value, any Error>] = []
        for task in tasks { await results.append(task.result) }
        return results
    }

    @Test func whatComesTogetherSharesOneTransaction() async throws {
        let host = try SharedHost()
        let slots = try host.state().slots
        _ = try await slots.transaction { db in try db.run("INSERT INTO loss VALUES ('x', 0)") }
        let before = try writes(host)
        let results = try await together(host, count: 50) { number in
            try await slots.transaction { db in
                try db.run("INSERT INTO loss VALUES ('y', ?)", number)
                return number
            }
        }
        #expect(try results.map { try $0.get() } == Array(0..<50))
        #expect(try writes(host) == before + 1)
        // In the order of their coming.
        let stored = try await slots.transaction { db in
            try db.all("SELECT noticedAt FROM loss WHERE boot = 'y' ORDER BY rowid") { try $0.get(0, as: Int.self) }
        }
        #expect(stored == Array(0..<50))
    }

    @Test func whatComesAloneHasOneOfItsOwn() async throws {
        let host = try SharedHost()
        let slots = try host.state().slots
        let before = try writes(host)
        for number in 0..<10 {
            try await slots.transaction { db in try db.run("INSERT INTO loss VALUES ('y', ?)", number) }
        }
        #expect(try writes(host) == before + 10)
    }

    /// Slots of twenty accounts, taken and given back.
    @Test func slotsTakenOrGivenBackTogetherShareOneTransaction() async throws {
        let host = try SharedHost()
        let state = try host.state()
        let pacers = try (0..<20).map { try host.pacer(state, PacingLimits(1), key: "live_v1_\($0)") }
        var before = try writes(host)
        let slots = try await together(host, count: 20) { try await pacers[$0].slot() }.map { try $0.get() }
        #expect(try writes(host) == before + 1)
        before = try writes(host)
        let ends = try await together(host, count: 20) { await pacers[$0].giveBack(slots[$0], .notSent) }
        #expect(ends.count == 20)
        #expect(try writes(host) == before + 1)
        #expect(try await state.accounts().map(\.taken) == Array(repeating: 0, count: 20))
    }

    @Test(arguments: [0, 7, 19])
    func anErrorOfOneUndoesNothingOfTheOthers(failing: Int) async throws {
        let host = try SharedHost()
        let slots = try host.state().slots
        let results = try await together(host, count: 20) { number in
            try await slots.transaction { db in
                try db.run("INSERT INTO loss VALUES ('y', ?)", number)
                if number == failing { throw Refusal() }
                return number
            }
        }
        for (number, result) in results.enumerated() {
            if number == failing {
                #expect(throws: Refusal.self) { try result.get() }
            } else {
                #expect(try result.get() == number)
            }
        }
        let stored = try await slots.transaction { db in
            try db.all("SELECT noticedAt FROM loss WHERE boot = 'y'") { try $0.get(0, as: Int.self) }
        }
        #expect(stored == (0..<20).filter { $0 != failing })
    }

    /// Whoever leads finds out, and all are told.
    @Test func anErrorOfTheFileIsEverybodys() async throws {
        let host = try SharedHost()
        let slots = try host.state().slots
        let before = try writes(host)
        let results = try await together(host, count: 20) { number in
            try await slots.transaction { db in
                try db.run("INSERT INTO loss VALUES ('y', ?)", number)
                if number == 7 { throw SQLiteError(.full) }
            }
        }
        for result in results {
            let error = #expect(throws: HostStateError.self) { try result.get() }
            #expect(error?.code == .full)
        }
        #expect(try writes(host) == before)
        // The next one leads.
        try await slots.transaction { db in try db.run("INSERT INTO loss VALUES ('y', ?)", 20) }
        #expect(try writes(host) == before + 1)
    }

    /// Another program that reads the file lets a transaction begin, but not end.
    ///
    /// It stops reading in the second attempt, which is made however late it comes on a busy machine.
    @Test func aTransactionThatCouldNotBeStoredRunsAgainForAll() async throws {
        let host = try SharedHost()
        let slots = try host.state().slots
        let runs = Shared<[Int]>([])
        let reader = try SharedDatabase(path: "\(host.directory.path)/slots.sqlite")
        try reader.use { db in
            try db.execute("BEGIN")
            _ = try db.value(Int.self, "SELECT count(*) FROM loss")
        }
        let tasks = (0..<5).map { number in
            Task.immediate {
                try await slots.transaction { db in
                    runs.change { $0.append(number) }
                    try db.run("INSERT INTO loss VALUES ('y', ?)", number)
                    if number == 4 { try reader.use { try $0.execute("COMMIT") } }
                }
            }
        }
        for task in tasks { try await task.value }
        // The first came alone, and again with the others.
        #expect(runs.value == [0, 0, 1, 2, 3, 4])
        let stored = try await slots.transaction { db in
            try db.all("SELECT noticedAt FROM loss WHERE boot = 'y' ORDER BY rowid") { try $0.get(0, as: Int.self) }
        }
        #expect(stored == Array(0..<5))
    }

    /// The first transaction after a boot, where it cannot be stored at once.
    @Test func whatAnEarlierBootLeftIsNotTakenForAnotherMachines() async throws {
        let host = try SharedHost()
        let account = PacingAccount(
            try ServiceEndpoint("https://links.example/api", key: Secret("live_v1_secret")), group: "links")
        try await host.state(boot: "one").pacingStore().transact(account, PacingLimits(1)) { _ in }
        let store = try host.state(boot: "two").pacingStore()
        let runs = Shared(0)
        let reader = try Database(path: "\(host.directory.path)/slots.sqlite")
        try reader.execute("BEGIN")
        _ = try reader.value(Int.self, "SELECT count(*) FROM ledger")
        let task = Task.immediate {
            try await store.transact(account, PacingLimits(1)) { _ in runs.change { $0 += 1 } }
        }
        #expect(runs.value == 1)
        try reader.execute("COMMIT")
        try await task.value
        #expect(runs.value == 2)
    }

    @Test func aCancelledLeaderCarriesOutEverybodysPart() async throws {
        let host = try SharedHost()
        let slots = try host.state().slots
        let other = try Database(path: "\(host.directory.path)/slots.sqlite")
        try other.execute("BEGIN EXCLUSIVE")
        let tasks = (0..<5).map { number in
            Task.immediate { try await slots.transaction { _ in number } }
        }
        tasks[0].cancel()
        try other.execute("COMMIT")
        for (number, task) in tasks.enumerated() { #expect(try await task.value == number) }
    }

    @Test func aDamagedFileIsBegunAgainForAll() async throws {
        let host = try SharedHost()
        let slots = try host.state().slots
        try await slots.transaction { db in try db.execute("DROP TABLE ledger") }
        let results = try await together(host, count: 5) { number in
            try await slots.transaction { db in
                try db.run("INSERT INTO loss VALUES ('y', ?)", number)
                try db.run("DELETE FROM ledger")
                return number
            }
        }
        #expect(try results.map { try $0.get() } == Array(0..<5))
        // Set aside once, and what was tried on the damaged file is not counted twice.
        #expect(host.told.count == 2)
        let stored = try await slots.transaction { db in
            try db.all("SELECT noticedAt FROM loss WHERE boot = 'y' ORDER BY rowid") { try $0.get(0, as: Int.self) }
        }
        #expect(stored == Array(0..<5))
    }

    @Test func aCancelledTaskStillGivesItsSlotBack() async throws {
        let host = try SharedHost()
        let state = try host.state()
        let pacers = try (0..<3).map { try host.pacer(state, PacingLimits(1), key: "live_v1_\($0)") }
        var slots: [Pacer.Slot] = []
        for pacer in pacers { slots.append(try await pacer.slot()) }
        let other = try Database(path: "\(host.directory.path)/slots.sqlite")
        try other.execute("BEGIN EXCLUSIVE")
        let tasks = (0..<3).map { number in
            Task.immediate { [slots] in await pacers[number].giveBack(slots[number], .notSent) }
        }
        for task in tasks { task.cancel() }
        try other.execute("COMMIT")
        for task in tasks { await task.value }
        #expect(try await state.accounts().map(\.taken) == [0, 0, 0])
    }

    @Test func thousandsThatComeAtAnyTimeAllTakePart() async throws {
        let host = try SharedHost()
        let states = [try host.state(), try host.state()]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<40 {
                group.addTask {
                    for number in 0..<50 {
                        try await states[task % 2].slots.transaction { db in
                            try db.run("INSERT INTO loss VALUES ('y', ?)", task * 50 + number)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let stored = try await states[0].slots.transaction { db in
            try db.all("SELECT noticedAt FROM loss WHERE boot = 'y'") { try $0.get(0, as: Int.self) }
        }
        #expect(stored.sorted() == Array(0..<2000))
    }
}
