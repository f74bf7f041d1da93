/// What an upload does with the rows that a dataset has.
public enum UploadMode: String, Sendable, Hashable, Codable {
    /// The file takes the place of all rows.
    case replace
    /// The file's rows are added.
    case append
}

/// What a dataset looked like before an upload: what is different later may come from it.
public struct IngestionBaseline: Sendable, Hashable, Codable {
    /// The whole `data` of the status.
    public let status: JSONValue
    /// How many rows the dataset had; nil if that could not be learned.
    public let rows: Int64?
    /// When it was last updated; nil if that could not be learned, or was not needed.
    public let lastUpdatedAt: String?
    /// Whether the rows of an append were in the dataset already; nil if that could not be learned.
    public let hadRows: Bool?

    init(status: JSONValue, rows: Int64?, lastUpdatedAt: String?, hadRows: Bool? = nil) {
        self.status = status
        self.rows = rows
        self.lastUpdatedAt = lastUpdatedAt
        self.hadRows = hadRows
    }
}

/// A file to be uploaded: durable before anything is sent, and enough to find out what became of it.
public struct UploadIntent: Sendable, Hashable, Codable {
    /// Tells this upload from every other one; drawn at random.
    public let id: String
    /// Where the file goes.
    public let dataset: DatasetID
    /// What happens to the rows that are there.
    public let mode: UploadMode
    /// The file's path, as it was given.
    public let path: String
    /// What the file must still be when it is sent.
    public let file: FileFacts
    /// What the dataset looked like before.
    public internal(set) var baseline: IngestionBaseline
    /// Rows by which the file is recognised in the dataset; nil if it is no table.
    public let sample: RowSample?
}

/// An upload that the storage has taken; its ingestion follows.
public struct Upload: Sendable, Hashable, Codable {
    /// The intent's.
    public let id: String
    /// Where the file goes.
    public let dataset: DatasetID
    /// What happens to the rows that are there.
    public let mode: UploadMode
    /// The file that was sent.
    public let file: FileFacts
    /// What the dataset looked like before.
    public let baseline: IngestionBaseline
    /// Rows by which the file is recognised in the dataset; nil if it is no table.
    public let sample: RowSample?
    /// When it was handed over, in milliseconds since 1970, for people; nothing is measured by it.
    public let startedAt: Int64
}

extension UploadIntent {
    /// That of an upload which turned out to be done.
    init(_ upload: Upload, path: String) {
        self.init(
            id: upload.id, dataset: upload.dataset, mode: upload.mode, path: path, file: upload.file,
            baseline: upload.baseline, sample: upload.sample)
    }
}
