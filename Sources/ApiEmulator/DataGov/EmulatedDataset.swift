/// A dataset as it is in the emulator now, for tests to compare with what they wanted.
package struct EmulatedDataset: Sendable, Hashable {
    package let id: String
    package let name: String
    package let columns: [String]
    package let rows: Int
    /// When its rows last changed, as time since 1970 on the emulator's clock.
    package let lastUpdatedAt: Duration
    /// What the ingestion-status endpoint would show.
    package let status: String?
    /// Uploads that have not ended yet.
    package let ingestionsUnderWay: Int
}

/// One column of a dataset.
struct Column: Sendable, Codable, Equatable {
    let name: String
    let type: ColumnType
}
