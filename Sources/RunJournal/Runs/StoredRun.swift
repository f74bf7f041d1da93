/// A run that is on the disk, readable or not.
package struct StoredRun: Sendable {
    /// Which run it is; nil if not even that can be read.
    package let identity: RunIdentity?
    /// What it holds, or why it cannot be opened.
    package let summary: Result<RunSummary, JournalError>
    let paths: JournalPaths

    /// The path of its SQLite file.
    package var path: String { paths.database }
}
