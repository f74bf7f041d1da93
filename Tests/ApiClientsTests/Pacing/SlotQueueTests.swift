@testable import ApiClients
import TestSupport
import Testing
import Timekeeping

struct SlotQueueTests {
    /// A ledger of one slot, which is taken until 1 s.
    private func takenLedger() throws -> SlotLedger {
        var ledger = SlotLedger(PacingLimits(1, strict: true))
        try take(&ledger, "first", at: 0)
        return ledger
    }

    private func take(_ ledger: inout SlotLedger, _ holder: String, at now: BootInstant) throws {
        guard case .granted(let id) = ledger.take(holder: holder, now: now) else {
            throw ApiError(.internal, "no slot for \(holder) at \(now)")
        }
        ledger.giveBack(id, .answered, sentAt: now, now: now)
    }

    @Test func whoCameFirstIsServedFirstThoughLate() throws {
        var ledger = try takenLedger()
        #expect(ledger.take(holder: "a", now: 1) == .later(at: .seconds(1)))
        #expect(ledger.take(holder: "b", now: 2) == .later(at: .milliseconds(1250) + .nanoseconds(1)))
        // b is early, and a late.
        #expect(ledger.take(holder: "b", now: .seconds(1)) == .later(at: .milliseconds(1250) + .nanoseconds(1)))
        try take(&ledger, "a", at: .milliseconds(1100))
        #expect(ledger.take(holder: "b", now: .milliseconds(1250) + .nanoseconds(1)) == .later(at: .milliseconds(2100)))
        try take(&ledger, "b", at: .milliseconds(2100))
    }

    @Test func whoDoesNotComeLosesItsPlace() throws {
        var ledger = try takenLedger()
        _ = ledger.take(holder: "dead", now: 1)
        let later: BootInstant = .milliseconds(1250) + .nanoseconds(1)
        #expect(ledger.take(holder: "b", now: 2) == .later(at: later))
        try take(&ledger, "b", at: later)
        #expect(ledger.take(holder: "dead", now: later) == .later(at: later + .seconds(1)))
    }

    @Test func slotsBeyondThoseKeptForOthersAreFree() throws {
        var ledger = SlotLedger(PacingLimits(2, strict: true))
        for now in [0, .milliseconds(100)] as [BootInstant] { try take(&ledger, "first", at: now) }
        #expect(ledger.take(holder: "late", now: 1) == .later(at: .milliseconds(1000)))
        #expect(ledger.take(holder: "b", now: 1) == .later(at: .milliseconds(1100)))
        try take(&ledger, "b", at: .milliseconds(1100))
        try take(&ledger, "late", at: .milliseconds(1100))
    }

    @Test func aHolderHasOnePlaceForAllItsTasks() throws {
        var ledger = try takenLedger()
        let first = ledger.take(holder: "a", now: 1)
        #expect(ledger.take(holder: "a", now: 1) == first)
        #expect(ledger.queue.map(\.holder) == ["a"])
    }

    @Test func placesOutlastABlock() throws {
        var ledger = try takenLedger()
        _ = ledger.take(holder: "a", now: 1)
        _ = ledger.take(holder: "b", now: 2)
        ledger.giveBack(0, .refused(retryAfter: nil), sentAt: 0, now: 3)
        let end = try #require(ledger.blockedUntil)
        for holder in ["a", "b"] { #expect(ledger.take(holder: holder, now: 4) == .later(at: end)) }
        #expect(ledger.take(holder: "b", now: end) == .later(at: end + (.milliseconds(250) + .nanoseconds(1))))
        try take(&ledger, "a", at: end)
    }

    /// Lets four processes of eight tasks each contend for slots on a virtual clock, and counts what each gets.
    private func contend(
        _ limits: PacingLimits, for duration: Duration, late: @escaping @Sendable (_ process: Int) -> Duration,
        delay: @escaping @Sendable () -> Duration
    ) async throws -> [Int] {
        let clock = VirtualClock()
        let store = PacingStore.inMemory()
        let endpoint = try ServiceEndpoint("https://links.example/api", key: Secret("k"))
        let account = PacingAccount(endpoint, group: "links")
        let counts = Shared([0, 0, 0, 0])
        try await clock.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<4 {
                    var time = TimeSource(clock)
                    let sleep = time.sleep
                    time.sleep = { try await sleep($0 + late(number)) }
                    let pacer = Pacer(
                        account, limits: limits, store: store, time: time, holder: UniqueName.next("contend"))
                    for _ in 0..<8 {
                        group.addTask {
                            while clock.now.sinceStart < duration {
                                let slot = try await pacer.slot()
                                if clock.now.sinceStart < duration { counts.change { $0[number] += 1 } }
                                try await clock.sleep(for: delay())
                                await pacer.giveBack(slot, .answered)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        return counts.value
    }

    @Test func nobodyStarvesHoweverLateItWakes() async throws {
        let counts = try await contend(
            PacingLimits(5), for: .seconds(60), late: { .milliseconds($0 * 2) }, delay: { .milliseconds(20) })
        let total = counts.reduce(0, +)
        #expect(total >= 280, "of 300: \(total)")
        #expect(counts.allSatisfy { $0 * 5 >= total }, "\(counts)")
    }

    @Test func fourProcessesUseTheLimit() async throws {
        let random = Randomness.seeded(3)
        let counts = try await contend(
            PacingLimits(50), for: .seconds(40), late: { _ in .milliseconds(1) },
            delay: { .microseconds(Int(random.next() % 50_000)) })
        // The first burst is left out.
        let use = Double(counts.reduce(0, +) - 50) / (39 * 50)
        #expect(use >= 0.94 && use <= 1, "\(use)")
        #expect(counts.allSatisfy { $0 >= 450 }, "\(counts)")
    }
}
