import Glibc
import Synchronization

/// Makes what was committed survive a loss of power: `fdatasync` of SQLite's log.
///
/// That is what `synchronous = FULL` does after every commit; here it is left to the writer, which knows who waits for
/// it.
final class LogFlusher: Sendable {
    private let log: String
    /// -1 once it is closed.
    private let descriptor: Mutex<Int32>

    /// - Parameter log: The path of SQLite's log, which stays the same file as long as a connection is open.
    init(log: String) throws {
        self.log = log
        let descriptor = open(log, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw JournalError(cannot: "open", log, errno: errno) }
        self.descriptor = Mutex(descriptor)
    }

    deinit { close() }

    /// Closes the file: no later flush succeeds.
    func close() {
        descriptor.withLock { descriptor in
            if descriptor >= 0 { Glibc.close(descriptor) }
            descriptor = -1
        }
    }

    /// How many bytes the log has from the beginning.
    static let reserve = 8 << 20

    /// Fills the log up, behind what is in it.
    ///
    /// A flush takes half the time when the file does not grow, and results find room on a disk that is full by then.
    /// SQLite takes the zeros for what an earlier log left.
    ///
    /// Only to be called while nobody can write to the log.
    func makeReserve() throws {
        let descriptor = open(log, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw JournalError(cannot: "open", log, errno: errno) }
        defer { Glibc.close(descriptor) }
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        var size = Int(lseek(descriptor, 0, SEEK_END))
        while size < Self.reserve {
            let count = pwrite(descriptor, zeros, min(zeros.count, Self.reserve - size), off_t(size))
            guard count > 0 else { throw JournalError(cannotWrite: log, errno: errno) }
            size += count
        }
    }

    /// Flushes all that is committed.
    func flush() throws {
        let failure = descriptor.withLock { fdatasync($0) == 0 ? nil : errno }
        if let failure { throw JournalError(cannotWrite: log, errno: failure) }
    }
}
