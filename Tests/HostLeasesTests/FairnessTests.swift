@testable import HostLeases
import LeaseSupport
import TestSupport
import Testing
import Timekeeping

/// How slots are shared between hosts.
struct FairnessTests {
    @Test(arguments: [
        (5, [5, 5, 5], [2, 2, 1]), (5, [1, 5, 5], [1, 2, 2]), (5, [5, 0, 0], [5, 0, 0]), (20, [3, 20, 20], [3, 9, 8]),
        (4, [1, 1, 1], [1, 1, 1]),
    ])
    func whoWantsLessLeavesTheRestToTheOthers(slots: Int, wants: [Int], expected: [Int]) {
        let names = ["a", "b", "c"]
        let share = ShareView(slots: slots, wants: Array(zip(names, wants)))
        #expect(zip(names, wants).map { share.of($0, wanting: $1) } == expected)
    }

    @Test func sharesNeverExceedTheSlotsWhereThereAreEnough() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<2_000 {
            let hosts = Int.random(in: 1...6, using: &random)
            let slots = Int.random(in: hosts...20, using: &random)
            let wants = (0..<hosts).map { ("\($0)", Int.random(in: 0...20, using: &random)) }
            let share = ShareView(slots: slots, wants: wants)
            let parts = wants.map { share.of($0.0, wanting: $0.1) }
            #expect(parts.reduce(0, +) == min(slots, wants.map(\.1).reduce(0, +)))
            #expect(zip(parts, wants).allSatisfy { $0 <= $1.1 && ($0 > 0) == ($1.1 > 0) })
        }
    }

    /// More hosts than slots take turns.
    @Test func everyHostHasItsTurn() throws {
        let timing = LeaseTiming()
        var store = InMemorySlots(timing: timing)
        var hosts = (0..<5).map { HostLease(holder: "\($0)") }
        var turns = [Int](repeating: 0, count: hosts.count)
        let use = HostLease.Use(want: 3, busy: 0, limit: SlotLimit(2, per: .seconds(1)))
        var now = BootInstant.start + .seconds(1)
        for _ in 0..<1_200 {
            now = now + .milliseconds(100)
            for index in hosts.indices where !now.isBefore(hosts[index].nextBeat(use, now: now)) {
                let sync = hosts[index].beat(use, now: now)
                _ = hosts[index].received(try store.answer(sync), to: sync.sequence, now: now)
            }
            for index in hosts.indices { turns[index] += hosts[index].usable(now: now) }
        }
        #expect(turns.reduce(0, +) > 2_000, "most of the time both slots are somebody's")
        #expect(turns.allSatisfy { $0 > 200 }, "\(turns)")
    }
}
