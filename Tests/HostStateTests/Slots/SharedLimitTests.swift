import ApiClients
@testable import HostState
import SQLite
import TestSupport
import Testing

/// What goes wrong around the slot file, and is not allowed to hang or end anything.
struct SharedLimitTests {
    @Test func aFileThatAnotherProgramHoldsIsWaitedFor() async throws {
        let host = try SharedHost()
        let state = try host.state()
        let pacer = try host.pacer(state, PacingLimits(1))
        let other = try Database(path: "\(host.directory.path)/slots.sqlite")
        try other.execute("BEGIN EXCLUSIVE")
        #expect(try state.slots.attempt { _ in true } == nil)
        try other.execute("COMMIT")
        _ = try await pacer.slot()
    }

    @Test func whatAnotherProcessHoldsIsToTryLaterAndNoInternalError() {
        let error = ApiError(HostStateError(.held, "another process has held /s for 30 s", hint: "Look."))
        #expect(error.kind == .timeout)
        #expect(error.stopsRun)
        #expect(error.triesLater)
    }

    @Test func aMachineThatComesBackToARowOfAnotherIsToldSo() async throws {
        let host = try SharedHost()
        let one = try host.pacer(try host.state(boot: "one"), PacingLimits(1))
        let two = try host.pacer(try host.state(boot: "two"), PacingLimits(1))
        let error = try await host.clock.run { () -> ApiError? in
            await one.giveBack(try await one.slot(), .answered)
            await two.giveBack(try await two.slot(), .answered)
            do {
                _ = try await one.slot()
                return nil
            } catch let error as ApiError {
                return error
            }
        }
        #expect(error?.message.hasPrefix("another machine uses this state directory at the same time") == true)
        #expect(error?.stopsRun == true)
        #expect(error?.hint?.contains("GOVSCRIPT_STATE_DIR") == true)
        // The other continues.
        try await host.clock.run { _ = try await two.slot() }
    }

    @Test func aStricterSettingOfAnotherProcessIsToldOnce() async throws {
        let host = try SharedHost()
        let (one, two) = (
            try host.pacer(try host.state(), PacingLimits(20)), try host.pacer(try host.state(), PacingLimits(5))
        )
        try await host.clock.run {
            await two.giveBack(try await two.slot(), .answered)
            for _ in 0..<30 { await one.giveBack(try await one.slot(), .answered) }
        }
        #expect(
            host.notices.value == [
                "another govscript is set to 5 requests per second of links.example with this key, "
                    + "and the strictest setting holds for all"
            ])
        #expect(one.statistics().limits == PacingLimits(5))
    }

    @Test func theLimitOfAProcessEndsWithIt() async throws {
        let host = try SharedHost()
        let dead = try host.state()
        let strict = try host.pacer(dead, PacingLimits(1))
        let pacer = try host.pacer(try host.state(), PacingLimits(3))
        try await host.clock.run {
            await strict.giveBack(try await strict.slot(), .answered)
            await pacer.giveBack(try await pacer.slot(), .answered)
        }
        #expect(pacer.statistics().limits == PacingLimits(1))
        try host.directory.remove("processes/\(dead.holderName)")
        try host.directory.write("", to: "processes/\(dead.holderName)")
        try await host.clock.run {
            try await host.clock.sleep(for: .seconds(5))
            await pacer.giveBack(try await pacer.slot(), .answered)
        }
        #expect(pacer.statistics().limits == PacingLimits(3))
    }

    @Test func ledgersOfAnOlderVersionAreAPastThatIsNotKnown() async throws {
        let host = try SharedHost()
        let state = try host.state()
        let old = try Database(path: "\(host.directory.path)/slots.sqlite")
        try old.execute("PRAGMA user_version = 1")
        let pacer = try host.pacer(try host.state(), PacingLimits(1))
        try await host.clock.run { _ = try await pacer.slot() }
        #expect(host.now == .milliseconds(10_500))
        _ = state
    }

    @Test func unpacedRequestsAreCountedWithoutATransactionEach() async throws {
        let host = try SharedHost()
        let transactions = Shared(0)
        let store = try host.state().pacingStore()
        let counting = PacingStore { account, limits, decide in
            _ = transactions.next()
            try await store.transact(account, limits, decide)
        }
        let pacer = Pacer(
            try host.pacer(try host.state(), .unpaced).account, limits: .unpaced, store: counting, time: host.time,
            holder: UniqueName.next("a"))
        for _ in 0..<1000 { await pacer.giveBack(try await pacer.slot(), .answered) }
        #expect(transactions.value <= 2)
        #expect(pacer.statistics().requests == 1000)
    }
}
