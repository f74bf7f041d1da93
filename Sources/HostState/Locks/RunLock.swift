/// The lock that lets one process at a time run or resume a run; it ends with the process.
package final class RunLock: Sendable {
    private let lock: FileLock

    init(_ lock: FileLock) {
        self.lock = lock
    }

    /// Lets go; a second call does nothing, and the last reference to the lock does the same.
    package func release() {
        lock.release()
    }
}

extension HostState {
    /// Takes the lock of a run, without waiting.
    ///
    /// `name` is what messages call the run, `key` all that tells it from others; any text will do for either.
    ///
    /// - Throws: ``HostStateError`` with code `held`, whose message names the holder, if another process, or another
    ///   part of this one, is running it.
    package func lockRun(_ name: String, key: String? = nil) throws -> RunLock {
        let path = try lockPath("run", key ?? name)
        if let lock = try FileLock.attempt(path, text: owner.text) { return RunLock(lock) }
        let holder = LockOwner.reading(path).map { "\($0)" } ?? "another process"
        throw HostStateError(
            .held, "the run \(name) is in progress in \(holder)", hint: "Wait until it has ended, or stop it.")
    }

    /// The process that holds a run's lock; nil if none does.
    package func runOwner(_ key: String) throws -> LockOwner? {
        let path = try lockPath("run", key)
        return FileLock.isHeld(path) ? LockOwner.reading(path) : nil
    }
}
