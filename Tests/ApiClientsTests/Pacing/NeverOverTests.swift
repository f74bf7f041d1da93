@testable import ApiClients
import TestSupport
import Testing
import Timekeeping

/// A ledger against an adversary: the limit is kept whatever the network and the service do.
///
/// Each request arrives at the worst moment that its connection allows: anywhere between leaving and half of the
/// connection's shortest round trip before its answer. Connections, latencies and outcomes change without warning.
struct NeverOverTests {
    private struct Flight {
        let id: Int64
        let holder: String
        let sentAt: Int64
        let endsAt: Int64
        let outcome: SlotOutcome
        let minRoundTrip: Int64?
    }

    /// Runs one adversary and gives the arrivals.
    private func arrivals(_ seed: UInt64, slots: Int, window: Int64) throws -> (times: [Int64], end: Int64) {
        let random = Randomness.seeded(seed)
        func below(_ bound: Int64) -> Int64 { bound <= 0 ? 0 : Int64(random.next() % UInt64(bound)) }
        var ledger = SlotLedger(PacingLimits(slots, per: .nanoseconds(window)))
        var (now, flights, times) = (Int64(0), [Flight](), [Int64]())
        var path = below(window / 4)
        for _ in 0..<400 {
            // The path changes at any moment, as when a VPN is switched off.
            if below(20) == 0 { path = below(3) == 0 ? below(window) : below(window / 100 + 1) }
            for index in flights.indices.reversed() where flights[index].endsAt <= now {
                let flight = flights.remove(at: index)
                ledger.giveBack(
                    flight.id, flight.outcome, sentAt: BootInstant(nanoseconds: flight.sentAt),
                    now: BootInstant(nanoseconds: flight.endsAt),
                    minRoundTrip: flight.minRoundTrip.map { .nanoseconds($0) })
            }
            let holder = "\(below(3))"
            switch ledger.take(holder: holder, now: BootInstant(nanoseconds: now)) {
            case .granted(let id):
                let service = below(4) == 0 ? below(2 * window) : below(window / 10 + 1)
                let (earliest, answer) = (now, now + path + service)
                let isAnswered = below(10) != 0
                // On its way back for at least half of the path; where there is no answer, it arrived before the end.
                let latest = isAnswered ? answer - path / 2 : answer
                let arrival: Int64 =
                    switch below(3) {
                    case 0: earliest
                    case 1: latest
                    default: earliest + below(latest - earliest + 1)
                    }
                times.append(arrival)
                flights.append(
                    Flight(
                        id: id, holder: holder, sentAt: now, endsAt: answer,
                        outcome: isAnswered ? .answered : below(2) == 0 ? .closed : .abandoned,
                        // The kernel knows the path only sometimes, and may have seen it when it was slower.
                        minRoundTrip: isAnswered && below(4) != 0 ? path : nil))
            case .later(let next):
                let end = flights.map(\.endsAt).min() ?? .max
                now = max(now + 1, below(4) == 0 ? now + below(window / 4 + 1) : min(next.nanoseconds, end))
            }
        }
        return (times.sorted(), now)
    }

    @Test func noWindowEverHoldsMoreThanTheLimit() throws {
        var sent = 0
        for seed in 0..<3_000 as Range<UInt64> {
            let slots = [1, 2, 3, 4, 5, 7, 20][Int(seed % 7)]
            let window: Int64 = seed.isMultiple(of: 2) ? 1_000_000_000 : 10_000
            let times = try arrivals(seed, slots: slots, window: window).times
            sent += times.count
            let spans = zip(times, times.dropFirst(slots)).map { $1 - $0 }
            try #require(spans.allSatisfy { $0 >= window }, "seed \(seed): \(spans.min() ?? 0) of \(window)")
        }
        #expect(sent > 100_000)
    }
}
