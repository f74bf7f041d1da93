import ApiClients
@testable import HostState
import TestSupport
import Testing

struct AccountUseTests {
    @Test func everyAccountIsListedWithItsSlotsBlockAndUse() async throws {
        let host = try SharedHost()
        let state = try host.state()
        let (busy, blocked) = (
            try host.pacer(state, PacingLimits(5)), try host.pacer(state, PacingLimits(4), key: "live_v1_b")
        )
        try await host.clock.run {
            for _ in 0..<3 { _ = try await busy.slot() }
            await busy.giveBack(try await busy.slot(), .notSent)
            await blocked.giveBack(try await blocked.slot(), .refused(retryAfter: .seconds(30)))
            try await host.clock.sleep(for: .seconds(2))
        }
        let accounts = try await host.state().accounts()
        let keys = [busy.account.keyHash, blocked.account.keyHash].map { String($0.prefix(8)) }
        let ofBusy = try #require(accounts.first { $0.key == keys[0] })
        let ofBlocked = try #require(accounts.first { $0.key == keys[1] })
        #expect(accounts.count == 2)
        #expect(ofBusy.host == "links.example")
        #expect(ofBusy.group == "links")
        #expect(ofBusy.limits == PacingLimits(5))
        #expect((ofBusy.allowed, ofBusy.taken, ofBusy.requestsInLastMinute) == (5, 3, 4))
        #expect(ofBusy.blockedFor == nil)
        #expect(ofBusy.useOverLastMinute == 4 / 300.0)
        #expect((ofBlocked.allowed, ofBlocked.taken) == (2, 0))
        #expect(ofBlocked.blockedFor == .milliseconds(28_500))
    }

    @Test func accountsOfAnotherBootAreIdle() async throws {
        let host = try SharedHost()
        let before = try host.state(boot: "one")
        _ = try await host.pacer(before, PacingLimits(5)).slot()
        let account = try #require(try await host.state(boot: "two").accounts().first)
        #expect((account.taken, account.requestsInLastMinute) == (0, 0))
        #expect(account.blockedFor == nil)
    }
}
