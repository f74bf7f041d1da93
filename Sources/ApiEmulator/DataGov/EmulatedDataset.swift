/// A dataset as it is in the emulator now, for tests to compare with what they wanted.
public struct EmulatedDataset: Sendable, Hashable {
    public let id: String
    public let name: String
    public let columns: [String]
    public let rows: Int
    /// When its rows last changed, as time since 1970 on the emulator's clock.
    public let lastUpdatedAt: Duration
    /// What the ingestion-status endpoint would show.
    public let status: String?
    /// Uploads that have not ended yet.
    public let ingestionsUnderWay: Int
}
