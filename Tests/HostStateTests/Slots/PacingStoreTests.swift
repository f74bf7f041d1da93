import ApiClients
import FoundationEssentials
@testable import HostState
import TestSupport
import Testing

struct PacingStoreTests {
    @Test func processesShareTheirSlots() async throws {
        let host = try SharedHost()
        let (one, other) = (try host.state(), try host.state())
        let pacers = [try host.pacer(one, PacingLimits(2)), try host.pacer(other, PacingLimits(2))]
        let starts = try await host.clock.run {
            try await withThrowingTaskGroup(of: Duration.self) { group in
                for number in 0..<4 {
                    group.addTask {
                        let slot = try await pacers[number % 2].slot()
                        let start = host.now
                        try await host.clock.sleep(for: .milliseconds(300))
                        await pacers[number % 2].giveBack(slot, .answered)
                        return start
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(starts == [.zero, .zero, .milliseconds(1300), .milliseconds(1300)])
    }

    @Test func aBlockHoldsForProcessesThatCameLater() async throws {
        let host = try SharedHost()
        let first = try host.pacer(try host.state(), PacingLimits(5))
        try await host.clock.run {
            await first.giveBack(try await first.slot(), .refused(retryAfter: nil))
            let later = try host.pacer(try host.state(), PacingLimits(5))
            _ = try await later.slot()
        }
        #expect(host.now == .milliseconds(10_500))
    }

    @Test func accountsOfOtherKeysDoNotWait() async throws {
        let host = try SharedHost()
        let state = try host.state()
        let pacers = try ["live_v1_a", "live_v1_b"].map { try host.pacer(state, PacingLimits(1), key: $0) }
        try await host.clock.run {
            for pacer in pacers { _ = try await pacer.slot() }
        }
        #expect(host.now == .zero)
    }

    @Test func anotherBootCostsOneWindow() async throws {
        let host = try SharedHost()
        let before = try host.pacer(try host.state(boot: "one"), PacingLimits(1))
        let after = try host.pacer(try host.state(boot: "two"), PacingLimits(1))
        try await host.clock.run {
            await before.giveBack(try await before.slot(), .refused(retryAfter: .seconds(200)))
            _ = try await after.slot()
        }
        #expect(host.now == .seconds(1))
    }

    /// The service may hang, and have it in its queue.
    @Test func aRequestThatABootCutOffCountsAsQueued() async throws {
        let host = try SharedHost()
        let before = try host.pacer(try host.state(boot: "one"), PacingLimits(5))
        let after = try host.pacer(try host.state(boot: "two"), PacingLimits(5))
        try await host.clock.run {
            _ = try await before.slot()
            _ = try await after.slot()
        }
        #expect(host.now == .seconds(61))
    }

    @Test func aClockThatWentBackCountsAsAnotherBoot() async throws {
        let host = try SharedHost()
        let state = try host.state()
        let ahead = TimeSource(now: { 3_600_000_000_000 }, date: { .now }, sleep: { _ in })
        let endpoint = try ServiceEndpoint("https://links.example/api", key: Secret("live_v1_secret"))
        let other = try HostState(at: host.directory.path, time: ahead, boot: BootIdentity("one"))
        let past = Pacer(
            PacingAccount(endpoint, group: "links"), limits: PacingLimits(1), store: other.pacingStore(), time: ahead)
        await past.giveBack(try await past.slot(), .notSent)
        let pacer = try host.pacer(state, PacingLimits(1))
        try await host.clock.run { _ = try await pacer.slot() }
        #expect(host.now == .seconds(1))
    }

    @Test func slotsOfAProcessThatEndedComeBackAfterTheyWereNoticed() async throws {
        let host = try SharedHost()
        let dead = try host.state()
        let lost = try host.pacer(dead, PacingLimits(1))
        let pacer = try host.pacer(try host.state(), PacingLimits(1))
        try await host.clock.run { _ = try await lost.slot() }
        // As a killed process leaves it: the file is there, unlocked.
        try host.directory.remove("processes/\(dead.holderName)")
        try host.directory.write("", to: "processes/\(dead.holderName)")
        try await host.clock.run { _ = try await pacer.slot() }
        #expect(host.now == .seconds(3))
    }

    @Test func slotsOfALivingProcessStayTaken() async throws {
        let host = try SharedHost()
        let (one, other) = (try host.state(), try host.state())
        let (slow, waiting) = (try host.pacer(one, PacingLimits(1)), try host.pacer(other, PacingLimits(1)))
        try await host.clock.run {
            let slot = try await slow.slot()
            async let next = waiting.slot()
            try await host.clock.sleep(for: .seconds(60))
            await slow.giveBack(slot, .answered)
            _ = try await next
        }
        #expect(host.now == .seconds(61))
    }

    @Test func aCancelledTaskStillGivesItsSlotBack() async throws {
        let host = try SharedHost()
        let state = try host.state()
        let pacer = try host.pacer(state, PacingLimits(1))
        let slot = try await pacer.slot()
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            await pacer.giveBack(slot, .notSent)
        }
        task.cancel()
        await task.value
        #expect(try await state.accounts().map(\.taken) == [0])
    }

    @Test func theKeyIsNowhereInTheFolder() async throws {
        let host = try SharedHost()
        let state = try host.state()
        _ = try await host.pacer(state, PacingLimits(1), key: "live_v1_quitesecret").slot()
        #expect(try host.directory.names() == ["processes", "slots.lock", "slots.sqlite", "slots.sqlite-journal"])
        let content = String(decoding: try host.directory.bytes(of: "slots.sqlite"), as: UTF8.self)
        #expect(content.contains("links.example"))
        #expect(!content.contains("quitesecret"))
    }

    @Test func filesAreForTheUserAlone() throws {
        let host = try SharedHost()
        let state = try HostState(at: "\(host.directory.path)/a/b", command: "c")
        #expect(try host.directory.mode(of: "a/b") == 0o700)
        #expect(try host.directory.mode(of: "a/b/processes") == 0o700)
        #expect(try host.directory.mode(of: "a/b/slots.sqlite") == 0o600)
        #expect(try host.directory.mode(of: "a/b/slots.lock") == 0o600)
        #expect(try host.directory.mode(of: "a/b/processes/\(state.holderName)") == 0o600)
    }
}
