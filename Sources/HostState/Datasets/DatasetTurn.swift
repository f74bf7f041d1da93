/// The right to ingest into a dataset, which one process of a user has at a time; it dies with the process.
public final class DatasetTurn: Sendable {
    private let lock: FileLock

    init(_ lock: FileLock) {
        self.lock = lock
    }

    /// Lets the next one in; a second call does nothing, and the last reference to the turn does the same.
    public func end() {
        lock.release()
    }
}
