import FoundationEssentials
import Testing

/// Hosts that share the items of a run do each once, whatever happens to them, to the servers and to what is on its
/// way.
///
/// Each rule is left out once, to show that the simulation would notice. `GOVSCRIPT_CHAOS=1` tries thirty times as many
/// seeds.
struct ShareTests {
    @Test func noItemIsLostOrDoneTwice() {
        let runs: UInt64 = ProcessInfo.processInfo.environment["GOVSCRIPT_CHAOS"] == nil ? 200 : 6_000
        var (ended, takeovers, together) = (0, 0, 0)
        for seed in 0..<runs {
            var run = SimulatedShare(seed: seed)
            run.troubleEnds = 20_000
            run.run(until: 90_000)
            let problem = run.problem
            #expect(problem == nil, "seed \(seed): \(problem ?? "")")
            if run.done.count == SimulatedShare.items { ended += 1 }
            takeovers += run.takeovers
            if run.doneBy.count > 1 { together += 1 }
        }
        // Once nothing goes wrong any more, every item is done.
        #expect(ended == Int(runs), "\(ended) of \(runs) have ended")
        #expect(takeovers > 0 && together > Int(runs) / 2, "\(takeovers) takeovers, \(together) with several hosts")
    }

    @Test(arguments: [.noFence, .noCalm, .notLossy] as [SimulatedShare.Fault])
    func eachRuleIsNeeded(fault: SimulatedShare.Fault) {
        let seed = (UInt64(0)..<3_000).first { seed in
            var run = SimulatedShare(seed: seed, fault: fault)
            run.troubleEnds = 20_000
            run.run(until: 30_000)
            return run.problem != nil
        }
        #expect(seed != nil, "every item was done once without the rule: \(fault)")
    }
}
