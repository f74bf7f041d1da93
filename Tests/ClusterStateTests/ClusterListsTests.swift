@testable import ClusterState
import Postgres
import PostgresSupport
import RunJournal
import TestSupport
import Testing
import Timekeeping

/// What machines show of each other.
@Suite(.enabled(if: TestPostgres.isInstalled, "the package postgresql is not installed"))
struct ClusterListsTests {
    private let server: TestPostgres
    private let host: ClusterHost

    init() async throws {
        server = try TestPostgres()
        host = try ClusterHost("one", server.address)
        try await ClusterSchema(host.connection).migrate()
    }

    private var runs: ClusterRunList { ClusterRunList(host.connection) }
    private var starts: ClusterStarts { ClusterStarts(host.connection) }

    private func start(
        _ id: String, _ began: Int64, ended: Int64? = nil, _ record: String = "{}"
    ) -> ClusterStart {
        ClusterStart(
            id: id, started: ServiceInstant(count: began), ended: ended.map { ServiceInstant(count: $0) },
            schedule: id == "n" ? "nightly" : nil, profile: "production", record: record)
    }

    /// What the version before has stored stays.
    @Test func theTablesOfTheVersionBeforeAreMigrated() async throws {
        let olderServer = try TestPostgres()
        let older = PostgresConnection(try PostgresAddress(olderServer.address))
        defer { withExtendedLifetime(olderServer) {} }
        for version in 0..<2 { _ = try await older.run(ClusterSchema.migration(from: version)) }
        let subject = RunIdentity(profile: "production", name: "a").subject
        _ = try await older.run(
            "INSERT INTO govscript.turn (subject, revision, server, safe) VALUES ($1, 1, 's', true)", [subject])
        #expect(try await ClusterSchema(older).migrate() == .older(2))
        #expect(try ClusterRunList(older).runs().map(\.changed) == [nil])
        #expect(try await ClusterSchema(older).migrate() == .current)
    }

    @Test func runsAreCountedAsTheirJournalsCountThem() async throws {
        #expect(try runs.runs().isEmpty)
        let journal = try host.open("a \"b\"")
        let pass = try journal.pass()
        for (key, state) in [("a", 1), ("b", 1), ("c", 2), ("d", 0)] {
            let item = try pass.item(key, digest: [1])
            switch state {
            case 1: try await journal.finish(item, .done(result: nil))
            case 2: try await journal.finish(item, .failed(kind: "script", error: "no"))
            default: try await journal.intend(Step(item, call: "c", service: "", arguments: []), intent: "{}")
            }
        }
        let summary = try journal.reader.summary()
        let found = try #require(try runs.runs().first)
        #expect(found.identity == summary.identity && found.identity.name == "a \"b\"")
        #expect(found.items == summary.items && found.items[.pending] == 1)
        #expect(found.owner?.place == "one, process 1" && found.owner?.name.hasPrefix("machine of one/") == true)
        #expect(found.changed != nil)
        try journal.close()
        #expect(try runs.runs().map(\.owner) == [nil])
    }

    @Test func theEndOfAStartStays() throws {
        try starts.store([start("a", 1)], of: "x/one")
        #expect(try starts.starts(butOf: "two", since: nil, limit: 9).map(\.record) == ["{}"])
        try starts.store([start("a", 1, ended: 2, "end \"\\"), start("n", 3)], of: "x/one")
        // What comes late says nothing any more.
        try starts.store([start("a", 1)], of: "x/one")
        #expect(try starts.starts(butOf: "two", since: nil, limit: 9).map(\.record) == ["{}", "end \"\\"])
        #expect(try starts.starts(butOf: "two", since: nil, limit: 1).map(\.record) == ["{}"])
        #expect(try starts.starts(butOf: "two", since: ServiceInstant(count: 2), limit: 9).count == 1)
        #expect(try starts.starts(butOf: "two", since: nil, schedule: "nightly", limit: 9).count == 1)
        #expect(try starts.starts(butOf: "two", since: nil, profile: "other", limit: 9).isEmpty)
        #expect(try starts.starts(butOf: "one", since: nil, limit: 9).isEmpty)
    }

    @Test func startsAreKeptAsLongAsTheirMachineKeepsThem() throws {
        try starts.store([start("a", 1), start("n", 5)], of: "x/one")
        try starts.store([start("b", 1), start("c", 9)], of: "x/two", deletingBefore: ServiceInstant(count: 5))
        #expect(try starts.starts(butOf: "", since: nil, limit: 9).count == 4)
        try starts.store([], of: "x/two", deletingBefore: ServiceInstant(count: 5))
        #expect(try starts.starts(butOf: "", since: nil, limit: 9).count == 3)
        try starts.delete(before: ServiceInstant(count: 9))
        #expect(try starts.starts(butOf: "", since: nil, limit: 9).map(\.machine) == ["x/two"])
    }

    @Test func schedulesAreReplacedAndShownWithTheirLastStarts() throws {
        let schedules = ClusterSchedules(host.connection)
        try schedules.replace(["nightly": "1", "weekly": "2"], of: "x/one")
        try schedules.replace(["nightly": "3"], of: "x/two")
        try schedules.replace(["nightly": "4", "monthly": "5"], of: "x/one")
        try starts.store([start("n", 1, ended: 2, "done")], of: "x/three")
        let found = try schedules.schedules(butOf: "two")
        #expect(
            found == [
                .init(machine: "x/one", name: "monthly", content: "5", last: nil),
                .init(machine: "x/one", name: "nightly", content: "4", last: nil),
                .init(machine: "x/three", name: "nightly", content: nil, last: "done"),
            ])
        try schedules.replace([:], of: "x/one")
        #expect(try schedules.schedules(butOf: "three").map(\.machine) == ["x/two"])
    }
}
