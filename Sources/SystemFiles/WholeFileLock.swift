import Glibc

/// Locks on whole files that end with the process that holds them (flock(2)).
///
/// They are advisory, and belong to an open file: two descriptors exclude each other in one process too.
package enum WholeFileLock {
    /// Who may hold a lock at the same time.
    package enum Kind: Sendable {
        case shared, exclusive
    }

    /// Takes the lock of an open file, which closing it releases.
    ///
    /// - Parameter waits: Whether to block until it is free.
    /// - Returns: Whether it was taken; false also where the file system has no locks.
    package static func take(_ kind: Kind = .exclusive, of descriptor: Int32, waits: Bool = false) -> Bool {
        let operation = (kind == .shared ? LOCK_SH : LOCK_EX) | (waits ? 0 : LOCK_NB)
        return SystemError.uninterrupted { flock(descriptor, operation) } == 0
    }

    /// Releases it before the file is closed, for a child process may still have a copy of the descriptor.
    package static func release(_ descriptor: Int32) { _ = flock(descriptor, LOCK_UN) }

    /// Whether anybody holds the lock of the file at a path, shared or not; this process counts.
    ///
    /// - Returns: nil if there is no file that can be opened.
    package static func isHeld(_ path: String) -> Bool? {
        let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return !take(of: descriptor)
    }
}
