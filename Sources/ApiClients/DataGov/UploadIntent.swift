package import Timekeeping

/// What an upload does with the rows that a dataset has.
package enum UploadMode: String, Sendable, Hashable, Codable {
    /// The file takes the place of all rows.
    case replace
    /// The file's rows are added.
    case append
}

/// What a dataset looked like before an upload: what is different later may come from it.
package struct IngestionBaseline: Sendable, Hashable, Codable {
    /// The whole `data` of the status.
    package let status: JSONValue
    /// How many rows the dataset had; nil if that could not be learned.
    package let rows: Int64?
    /// When it was last updated; nil if that could not be learned, or was not needed.
    package let lastUpdatedAt: String?
    /// Whether the file's rows were there already: those of an append anywhere in the dataset, those of a replacement
    /// at its beginning; nil if that could not be learned.
    package internal(set) var hadRows: Bool?

    init(status: JSONValue, rows: Int64?, lastUpdatedAt: String?, hadRows: Bool? = nil) {
        self.status = status
        self.rows = rows
        self.lastUpdatedAt = lastUpdatedAt
        self.hadRows = hadRows
    }
}

/// A file to be uploaded: durable before anything is sent, and enough to find out what became of it.
package struct UploadIntent: Sendable, Hashable, Codable {
    /// Tells this upload from every other one; drawn at random.
    package let id: String
    /// Where the file goes.
    package let dataset: DatasetID
    /// What happens to the rows that are there.
    package let mode: UploadMode
    /// The file's path, as it was given.
    package let path: String
    /// What the file must still be when it is sent.
    package internal(set) var file: FileFacts
    /// What the dataset looked like before.
    package internal(set) var baseline: IngestionBaseline
    /// Rows by which the file is recognised in the dataset; nil if it is no table.
    package let sample: RowSample?
}

/// An upload that the storage has taken; its ingestion follows.
package struct Upload: Sendable, Hashable, Codable {
    /// The intent's.
    package let id: String
    /// Where the file goes.
    package let dataset: DatasetID
    /// What happens to the rows that are there.
    package let mode: UploadMode
    /// The file that was sent.
    package let file: FileFacts
    /// What the dataset looked like before.
    package let baseline: IngestionBaseline
    /// Rows by which the file is recognised in the dataset; nil if it is no table.
    package let sample: RowSample?
    /// When it was handed over, by this machine's calendar, for people; nothing is measured by it.
    package let startedAt: ServiceInstant
}

extension UploadIntent {
    /// That of an upload which turned out to be done.
    init(_ upload: Upload, path: String) {
        self.init(
            id: upload.id, dataset: upload.dataset, mode: upload.mode, path: path, file: upload.file,
            baseline: upload.baseline, sample: upload.sample)
    }
}
