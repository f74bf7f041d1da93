import ClusterState
import Postgres
import PostgresSupport
@testable import RunJournal
import TestSupport
import Testing

/// Runs whose items machines share in PostgreSQL.
@Suite(.enabled(if: TestPostgres.isInstalled, "the package postgresql is not installed"))
struct ClusterPartsTests {
    private static let run = RunIdentity(profile: "production", name: "campaign")
    private let server: TestPostgres
    private let (first, second): (ClusterHost, ClusterHost)

    init() async throws {
        server = try TestPostgres()
        (first, second) = (try ClusterHost("one", server.address), try ClusterHost("two", server.address))
        try await ClusterSchema(first.connection).migrate()
    }

    private func parts(_ host: ClusterHost) throws -> any SharedParts {
        try #require(ClusterRuns(host.connection, host.owner).parts(of: Self.run))
    }

    /// Takes a part and opens its journal.
    private func open(
        _ part: Int, _ host: ClusterHost, _ parts: (any SharedParts)? = nil
    ) throws -> (turn: any SharedPartRun, journal: RunJournal) {
        guard case .taken(let turn) = try (parts ?? self.parts(host)).take(part) else {
            throw JournalError(.held, "part \(part) is in progress")
        }
        return (turn, try host.store().open(Self.run.part(part), with: turn))
    }

    private func keys(_ numbers: some Sequence<Int>) -> [[UInt8]] { numbers.map { Array("item \($0)".utf8) } }

    private func finish(_ journal: RunJournal, _ number: Int, pass: ItemPass) throws {
        _ = try journal.finish(try pass.item("item \(number)", digest: [1]), .done(result: nil))
    }

    /// Has another server take over without the last commits, of which this one is not known to be calm.
    private func failOver(_ name: String, calm: Bool) throws {
        try server.load(
            """
            CREATE OR REPLACE FUNCTION govscript.server_name() RETURNS text LANGUAGE sql STABLE
              AS $$ SELECT '\(name)' $$;
            \(calm ? "UPDATE govscript.cluster SET calm = '\(name)';" : "")
            """)
    }

    @Test func eachItemBelongsToOnePart() throws {
        let (one, two) = (try open(1, first), try open(2, second))
        var own: [Set<Int>] = [[], []]
        for start in stride(from: 0, to: 60, by: 10) {
            let numbers = Array(start..<start + 10)
            for (index, (turn, order)) in [(one.turn, numbers), (two.turn, numbers.reversed())].enumerated() {
                let found = try turn.assign(keys(order), most: 5).items
                for (number, item) in zip(order, found) where item?.part == index + 1 { own[index].insert(number) }
            }
        }
        #expect(own[0].isDisjoint(with: own[1]) && own[0].union(own[1]) == Set(0..<60) && own[0].count == 30)
        try one.journal.close()
        try two.journal.close()
        #expect(try parts(first).list().map(\.number) == [1, 2])
    }

    @Test func aPartInProgressIsNotWaitedFor() throws {
        let one = try open(1, first)
        guard case .held(let place) = try parts(second).take(1) else {
            Issue.record("it was taken")
            return
        }
        #expect(place == "one, process 1" && second.waited == .zero)
        try one.journal.close()
        try open(1, second).journal.close()
    }

    @Test func whatAnotherPartHasDoneIsSeenAndIsTakenOverWhenItsHostIsSilent() async throws {
        let one = try open(1, first)
        _ = try one.turn.assign(keys(0..<4), most: 4)
        let pass = try one.journal.pass()
        try finish(one.journal, 0, pass: pass)
        try await one.journal.intend(
            Step(try pass.item("item 1", digest: [1]), call: "links.create", service: "go", arguments: [1]),
            intent: "{}")
        let others = try parts(second)
        let seen = try others.look(at: keys(0..<5)).items
        #expect(seen.map(\.?.part) == [1, 1, 1, 1, nil])
        #expect(seen.map(\.?.state) == [.done, .pending, nil, nil, nil])
        var taken: (turn: any SharedPartRun, journal: RunJournal)?
        while taken == nil {
            taken = try? open(1, second, others)
            if taken == nil { others.rest() }
        }
        // The lease and the overlap, by its own clock.
        #expect(second.waited >= .seconds(45) && second.waited < .seconds(55))
        let next = try #require(taken)
        #expect(try next.journal.reader.item("item 0")?.state == .done)
        #expect(try next.turn.assign(keys(0..<4), most: 4).items.map(\.?.part) == [1, 1, 1, 1])
        #expect(throws: JournalError.self) { try one.turn.assign(keys(7..<8), most: 1) }
        one.journal.abandon()
        try next.journal.close()
    }

    /// A server that has lost the assignment of an item takes no row of it from two parts.
    @Test func anItemThatAFailoverHasGivenAwayIsRefused() throws {
        let (one, two) = (try open(1, first), try open(2, second))
        #expect(try one.turn.assign(keys([3]), most: 1).items.map(\.?.part) == [1])
        try server.load("DELETE FROM govscript.share")
        #expect(try two.turn.assign(keys([3]), most: 1).items.map(\.?.part) == [2])
        let pass = try one.journal.pass()
        try finish(one.journal, 3, pass: pass)
        let error = #expect(throws: JournalError.self) {
            try one.journal.writer.makeNow(durable: true) { _, _ in 0 }
        }
        let words = "an item of the run campaign#1 belongs to another machine's part; nothing more is sent here"
        #expect(error?.message == words)
        #expect(one.turn.hasForeignItems)
        try finish(two.journal, 3, pass: try two.journal.pass())
        try two.journal.close()
        one.journal.abandon()
    }

    @Test func aNewServerAssignsNothingBeforeItIsCalmAndIsLossyAfterwards() throws {
        let (one, two) = (try open(1, first), try open(2, second))
        #expect(try one.turn.assign(keys([1]), most: 1).items.map(\.?.part) == [1])
        #expect(!one.turn.mayLackRows)
        try failOver("other/2/1", calm: false)
        let early = try two.turn.assign(keys([1, 2]), most: 2)
        #expect(early.isEarly && early.items.map(\.?.part) == [1, nil])
        #expect(two.turn.server == "other/2/1")
        try failOver("other/2/1", calm: true)
        #expect(try two.turn.assign(keys([2]), most: 2).items.map(\.?.part) == [2])
        #expect(two.turn.mayLackRows)
        try one.journal.close()
        try two.journal.close()
    }

    /// Nothing can be lost of a run in which nobody had a part.
    @Test func aRunThatRestsIsNotLossyAfterAFailover() throws {
        let one = try open(1, first)
        _ = try one.turn.assign(keys([1]), most: 1)
        try one.journal.close()
        try failOver("other/2/1", calm: true)
        let next = try open(1, second)
        _ = try next.turn.assign(keys([2]), most: 1)
        #expect(!next.turn.mayLackRows)
        try next.journal.close()
    }

    @Test func aRunIsSharedOrNot() throws {
        try open(1, first).journal.close()
        let whole = #expect(throws: JournalError.self) { try second.open() }
        #expect(whole?.message == "several machines share the items of the run campaign")
        try second.open("other").close()
        let other = try #require(
            ClusterRuns(first.connection, first.owner).parts(of: RunIdentity(profile: "production", name: "other")))
        let part = #expect(throws: JournalError.self) { try other.take(1) }
        #expect(part?.message == "the run other was begun without share = true")
    }

    @Test func aForgottenRunIsForgottenWithItsAssignments() throws {
        let one = try open(1, first)
        _ = try one.turn.assign(keys(0..<3), most: 3)
        let parts = try parts(second)
        #expect(throws: JournalError.self) { try parts.forget() }
        try one.journal.close()
        #expect(try first.store().forget(Self.run.part(1)))
        try parts.forget()
        #expect(try parts.look(at: keys(0..<3)).items == [nil, nil, nil])
        #expect(try parts.list().isEmpty)
        try second.open().close()
    }
}
