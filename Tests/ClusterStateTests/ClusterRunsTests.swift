import ClusterState
import Postgres
import PostgresSupport
@testable import RunJournal
import Synchronization
import Testing

/// Runs that machines share in PostgreSQL.
@Suite(.enabled(if: TestPostgres.isInstalled, "the package postgresql is not installed"))
struct ClusterRunsTests {
    private let server: TestPostgres
    private let (first, second): (ClusterHost, ClusterHost)

    init() async throws {
        server = try TestPostgres()
        (first, second) = (try ClusterHost("one", server.address), try ClusterHost("two", server.address))
        try await ClusterSchema(first.connection).migrate()
    }

    private func step(_ item: RunItem, _ number: UInt8 = 1) -> Step {
        Step(item, call: "links.create", service: "go", arguments: [number])
    }

    @Test func aRunThatEndedIsContinuedElsewhereAtOnce() async throws {
        let journal = try first.open("a \u{0}\"b\"")
        let item = try journal.pass().item("a", digest: [1])
        try await journal.intend(step(item), intent: "{}")
        try await journal.record(step(item), result: #"{"shortUrl":"é\\"}"#)
        try await journal.finish(item, .done(result: "1"))
        try journal.close()
        let next = try second.open("a \u{0}\"b\"")
        #expect(try next.reader.item("a")?.result == "1")
        #expect(try next.reader.steps(ofItem: 1).map(\.result) == [#"{"shortUrl":"é\\"}"#])
        try next.close()
        #expect(second.waited == .zero)
    }

    @Test func aRunInProgressIsRefusedElsewhere() async throws {
        let journal = try first.open()
        let item = try journal.pass().item("a", digest: [1])
        // The other host sees a beat.
        second.whileWaiting {
            try journal.setMetadata("beat", to: nil)
            try journal.flush()
        }
        let error = #expect(throws: JournalError.self) { try second.open() }
        #expect(error?.message == "the run campaign is in progress on another machine: one, process 1")
        second.whileWaiting(nil)
        #expect(journal.sharedRun?.mayStillSend == true)
        try await journal.intend(step(item), intent: "{}")
        try journal.close()
    }

    @Test func aRunWhoseHostIsSilentIsTakenOverAndItsHostSendsNothingMore() async throws {
        let journal = try first.open()
        let item = try journal.pass().item("a", digest: [1])
        try await journal.intend(step(item), intent: "{}")
        let next = try second.open()
        // The lease and the overlap, by its own clock.
        #expect(second.waited >= .seconds(45) && second.waited < .seconds(49))
        #expect(second.said == ["waiting up to 45 s, in case one, process 1 has not ended"])
        // At once, and then once a beat.
        #expect(second.looked.prefix(3) == [.zero, .seconds(3), .seconds(6)] && first.looked == [])
        let found = try ItemSteps(try next.pass().item("a", digest: [1]), in: next).open()
        #expect(found.map(\.step.arguments) == [[1]])
        let error = await #expect(throws: JournalError.self) {
            try await journal.intend(step(item, 2), intent: "{}")
        }
        #expect(
            error?.message
                == "the run campaign was taken over by another machine: two, process 1; nothing more is sent here")
        #expect(error?.code.concernsOneItem == false)
        journal.abandon()
        #expect(next.sharedRun?.mayStillSend == true)
        try next.close()
        #expect(try first.open().reader.steps(ofItem: 1).count == 1)
    }

    /// The lock of the machine has told that the process has ended.
    @Test func aProcessThatDiedIsFollowedAtOnceOnItsMachine() async throws {
        let journal = try first.open()
        let item = try journal.pass().item("a", digest: [1])
        try await journal.intend(step(item), intent: "{}")
        try await journal.record(step(item), result: "1")
        journal.abandon()
        let next = try first.open()
        #expect(first.waited == .zero)
        #expect(try next.reader.steps(ofItem: 1).map(\.state) == [.done])
        try next.close()
    }

    /// A host that stood still for longer than its lease sends nothing, even if no other host has taken the run.
    @Test func aLeaseThatHasRunOutIsRenewedBeforeAnythingIsSent() async throws {
        let journal = try first.open()
        first.sleep(.seconds(60))
        #expect(journal.sharedRun?.mayStillSend == false)
        try await journal.expectTurn()
        #expect(journal.sharedRun?.mayStillSend == true)
        try journal.close()
    }

    @Test func intentsWaitForADatabaseThatIsGone() async throws {
        let journal = try first.open()
        let item = try journal.pass().item("a", digest: [1])
        try server.stop()
        let tries = Mutex(0)
        first.whileWaiting { [server] in
            // Gone for longer than the lease.
            let number = tries.withLock { tries in
                tries += 1
                return tries
            }
            if number == 80 { try server.start() }
        }
        try await journal.intend(step(item), intent: "{}")
        #expect(tries.withLock { $0 } >= 80)
        #expect(first.said.first?.contains("waiting up to 300 s") == true)
        first.whileWaiting(nil)
        try journal.close()
        let next = try second.open()
        #expect(try next.reader.steps(ofItem: 1).count == 1)
        try next.close()
    }

    /// Rows of another server than the one that has granted the turn are not taken for the run.
    @Test func rowsThatAreReadAcrossAFailoverAreRefused() async throws {
        let journal = try first.open()
        _ = try await journal.finish(try journal.pass().item("a", digest: [1]), .done(result: nil))
        try journal.close()
        try server.load(
            """
            ALTER FUNCTION govscript.load RENAME TO real_load;
            CREATE FUNCTION govscript.load(p_subject text, p_kind smallint, p_id text, p_count int)
            RETURNS TABLE (kind smallint, id text, state int, content text) LANGUAGE plpgsql AS $f$ BEGIN
              CREATE OR REPLACE FUNCTION govscript.server_name() RETURNS text LANGUAGE sql STABLE
                AS $$ SELECT 'another server' $$;
              RETURN QUERY SELECT * FROM govscript.real_load(p_subject, p_kind, p_id, p_count);
            END $f$;
            """)
        let error = #expect(throws: JournalError.self) { try second.open() }
        #expect(
            error?.message.hasSuffix("PostgreSQL failed over while the records were read") == true, "\(error as Any)")
    }

    @Test func theKeyOfNamesWaitsForADatabaseThatIsGone() throws {
        try server.stop()
        let tries = Mutex(0)
        first.whileWaiting { [server] in
            if tries.withLock({ tries in
                tries += 1
                return tries == 3
            }) {
                try server.start()
            }
        }
        #expect(try first.nameKey([1, 2]) == [1, 2])
        #expect(try second.nameKey([3, 4]) == [1, 2])
    }

    @Test func aDatabaseThatStaysAwayEndsTheRun() async throws {
        let journal = try first.open()
        let item = try journal.pass().item("a", digest: [1])
        try server.stop()
        let error = await #expect(throws: JournalError.self) {
            try await journal.intend(step(item), intent: "{}")
        }
        #expect(error?.code == .held)
        #expect(error?.message.hasPrefix("the run campaign cannot be recorded for other machines: ") == true)
        #expect(first.waited >= .seconds(300))
        journal.abandon()
        try server.start()
    }

    @Test func aForgottenRunIsForgottenEverywhere() async throws {
        let journal = try first.open()
        _ = try await journal.finish(try journal.pass().item("a", digest: [1]), .done(result: nil))
        try journal.close()
        #expect(try first.store().forget(RunIdentity(profile: "production", name: "campaign")))
        let next = try second.open()
        #expect(try next.reader.item("a") == nil)
        try next.close()
    }
}

extension RunJournal {
    /// Waits until other hosts have everything.
    fileprivate func flush() throws { _ = try writer.makeNow(durable: true) { _, _ in 0 } }
}
