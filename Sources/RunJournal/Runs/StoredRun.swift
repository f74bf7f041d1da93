/// A run that is on the disk, readable or not.
public struct StoredRun: Sendable {
    /// Which run it is; nil if not even that can be read.
    public let identity: RunIdentity?
    /// What it holds, or why it cannot be opened.
    public let summary: Result<RunSummary, JournalError>
    let paths: JournalPaths

    /// The path of its SQLite file.
    public var path: String { paths.database }
}
