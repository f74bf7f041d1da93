package import ApiClients

/// The right to ingest into a dataset, which one process of a user has at a time; it dies with the process.
///
/// What is recorded in it stays.
package final class DatasetTurn: Sendable {
    private let lock: FileLock
    private let file: DatasetFile

    init(_ lock: FileLock, _ file: DatasetFile) {
        self.lock = lock
        self.file = file
    }

    /// What is known of the uploads to the dataset.
    ///
    /// - Throws: ``HostStateError``.
    package func record() throws -> DatasetRecord {
        try file.read()
    }

    /// Replaces what is known; durable when it returns, which takes as long as the disk does.
    ///
    /// - Throws: ``HostStateError``.
    package func record(_ record: DatasetRecord) throws {
        try file.write(record)
    }

    /// Lets the next one in; a second call does nothing, and the last reference to the turn does the same.
    package func end() {
        lock.release()
    }
}
