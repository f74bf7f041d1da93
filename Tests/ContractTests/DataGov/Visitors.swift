import ApiClients
import ApiEmulator

/// The dataset that the tests write to: visitors of museums by month, four rows.
enum Visitors {
    static let file = "visitors.csv"
    static let header = "month,museum,visitors\n"
    static let march = header + "2026-03,National Museum,40000\n2026-03,Asian Civilisations Museum,30000\n"
    static let april = header + "2026-04,National Museum,39000\n"

    static var dataset: DatasetID { get throws { try DatasetID(DatasetSeed.visitorsId) } }
    static var draft: DatasetID { get throws { try DatasetID(DatasetSeed.draftId) } }

    /// Long enough in each state for a poll each second to see them all.
    static let times = IngestionTimes(
        stale: .milliseconds(1500), starting: .seconds(3), validating: .seconds(2), passed: .seconds(2),
        ingesting: .seconds(2))
}
