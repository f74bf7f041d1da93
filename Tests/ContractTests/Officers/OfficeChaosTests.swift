import FoundationEssentials
import TestSupport
import Testing

/// Histories of a dataset with other officers, lost answers, late statuses, unknown words and kills: nothing that was
/// reported as done is missing, nothing is there twice, and nothing is uncertain that a look could tell.
struct OfficeChaosTests {
    /// With `GOVSCRIPT_CHAOS=1` all of them; `GOVSCRIPT_HISTORIES` says how many, or which (`10000-19999`), and
    /// `GOVSCRIPT_SEED` chooses one.
    private static let seeds: Range<UInt64> = {
        let environment = ProcessInfo.processInfo.environment
        if let seed = environment["GOVSCRIPT_SEED"].flatMap(UInt64.init) { return seed..<seed + 1 }
        let bounds = (environment["GOVSCRIPT_HISTORIES"] ?? "").split(separator: "-").compactMap { UInt64($0) }
        if let last = bounds.last { return bounds.count == 2 && bounds[0] <= last ? bounds[0]..<last + 1 : 0..<last }
        return environment["GOVSCRIPT_CHAOS"] == "1" ? 0..<10_000 : 0..<200
    }()

    @Test func everyHistoryIsToldTruly() async throws {
        for seed in Self.seeds {
            let wrong = try await OfficeHistory(seed: seed).run()
            #expect(wrong == [], "GOVSCRIPT_SEED=\(seed)")
        }
    }
}
