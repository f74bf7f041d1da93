import FoundationEssentials
import Testing

/// The limit across hosts is kept whatever happens to them, to the servers and to what is on its way.
///
/// Each rule is left out once, to show that the simulation would notice. `GOVSCRIPT_CHAOS=1` tries thirty times as many
/// seeds.
struct NeverOverTests {
    @Test func noWindowEverHoldsMoreThanTheLimit() {
        var (arrivals, events) = (0, 0)
        let runs: UInt64 = ProcessInfo.processInfo.environment["GOVSCRIPT_CHAOS"] == nil ? 300 : 9_000
        for seed in 0..<runs {
            var cluster = SimulatedCluster(seed: seed)
            cluster.run(until: 12_000)
            let isOver = cluster.isOver
            #expect(!isOver, "seed \(seed)")
            arrivals += cluster.arrivals.count
            events += cluster.eventsHandled
        }
        #expect(arrivals > 30 * Int(runs) && events > 1_000 * Int(runs), "\(arrivals) arrivals in \(events) events")
    }

    /// The seeds begin where one is known to show it, so that this takes little time.
    @Test(arguments: [(.noGrace, 500), (.wallClock, 0), (.noCalm, 0)] as [(SimulatedCluster.Fault, UInt64)])
    func eachRuleIsNeeded(fault: SimulatedCluster.Fault, firstSeed: UInt64) {
        let seed = (firstSeed..<firstSeed + 2_000).first { seed in
            var cluster = SimulatedCluster(seed: seed, fault: fault)
            cluster.run(until: 12_000)
            return cluster.isOver
        }
        #expect(seed != nil, "the limit was kept without the rule: \(fault)")
    }
}
