import Testing

/// Many seeds of a ``PacingSimulation``: whatever happens to processes and network, the service never refuses anything.
///
/// A seed that fails is run alone by its number.
@Suite(.timeLimit(.minutes(10))) struct PacingSimulationTests {
    /// What is drawn besides settings and network, and by how many seeds.
    static let mixtures: [(PacingSimulation.Kinds, Int)] = [
        ([], 60), (.stops, 40), (.kills, 40), (.boots, 30), (.fullDisk, 30), (.losses, 40), (.hangs, 130),
        ([.hangs, .losses], 100), ([.stops, .kills, .boots, .fullDisk, .losses], 100), ([.hangs, .kills], 60),
        ([.hangs, .stops], 60), ([.hangs, .boots], 60), ([.hangs, .kills, .stops, .boots, .losses], 60),
    ]

    @Test(arguments: mixtures)
    func theLimitIsKeptAndEverybodyComesToAnEnd(kinds: PacingSimulation.Kinds, seeds: Int) async throws {
        var requests = 0
        for seed in 1...UInt64(seeds) {
            let outcome = try await PacingSimulation(seed, kinds).run()
            requests += outcome.requests
            try #require(outcome.refusals == [], "seed \(seed)")
            // A stop of 200 s, a hang of 150 s, and what each of some hundred calls waits at worst.
            #expect(outcome.duration < .seconds(3_600), "seed \(seed)")
            if kinds == [] { #expect(outcome.longestWait <= outcome.fairWait, "seed \(seed)") }
        }
        #expect(requests > seeds * 30)
    }
}
