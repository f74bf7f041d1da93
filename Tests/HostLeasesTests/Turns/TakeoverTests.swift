import FoundationEssentials
import Testing

/// Hosts that take a run over from each other do each item once, whatever happens to them, to the servers and to what
/// is on its way.
///
/// Each rule is left out once, to show that the simulation would notice. `GOVSCRIPT_CHAOS=1` tries thirty times as many
/// seeds.
struct TakeoverTests {
    @Test func noItemIsLostOrDoneTwice() {
        var (takeovers, lossy, ended) = (0, 0, 0)
        let runs: UInt64 = ProcessInfo.processInfo.environment["GOVSCRIPT_CHAOS"] == nil ? 200 : 9_000
        for seed in 0..<runs {
            var run = SimulatedRun(seed: seed)
            run.troubleEnds = 20_000
            run.run(until: 60_000)
            let problem = run.problem
            #expect(problem == nil, "seed \(seed): \(problem ?? "")")
            takeovers += run.takeovers
            lossy += run.lossyTakeovers
            if run.done.count == SimulatedRun.items { ended += 1 }
        }
        // Once nothing goes wrong any more, every run finishes.
        #expect(ended == Int(runs), "\(ended) of \(runs) have ended")
        #expect(takeovers > Int(runs) / 2 && lossy > 0, "\(takeovers) takeovers, \(lossy) of them lossy")
    }

    @Test(arguments: [.noFence, .noWatch, .noLook, .unconfirmed] as [SimulatedRun.Fault])
    func eachRuleIsNeeded(fault: SimulatedRun.Fault) {
        let seed = (UInt64(0)..<1_000).first { seed in
            var run = SimulatedRun(seed: seed, fault: fault)
            run.run(until: 30_000)
            return run.problem != nil
        }
        #expect(seed != nil, "every item was done once without the rule: \(fault)")
    }
}
