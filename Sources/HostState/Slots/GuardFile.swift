import Glibc

/// The lock around each use of the slot file: it keeps the file's place, so that a damaged one can be replaced while
/// others use it, and lets one process in at a time.
///
/// It is taken without waiting: a process that was stopped with the lock in hand must not hang the others' threads.
struct GuardFile: ~Copyable {
    private let directory: String
    private let path: String
    private var descriptor: Int32 = -1

    init(in directory: String) {
        self.directory = directory
        path = "\(directory)/slots.lock"
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Takes the lock; false if another process has it.
    mutating func lock() throws -> Bool {
        while true {
            if descriptor < 0 { descriptor = try Self.open(in: directory, path) }
            guard try FileLock.lock(descriptor, path) else { return false }
            if FileIdentity(descriptor) == FileIdentity(path) { return true }
            close(descriptor)
            descriptor = -1
        }
    }

    func unlock() {
        FileLock.unlock(descriptor)
    }

    private static func open(in directory: String, _ path: String) throws -> Int32 {
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW
        var descriptor = Glibc.open(path, flags, 0o600)
        if descriptor < 0, errno == ENOENT {
            // Somebody removed the whole folder while this process was running.
            try StateDirectory.make(directory)
            descriptor = Glibc.open(path, flags, 0o600)
        }
        guard descriptor >= 0 else { throw HostStateError(cannot: "open", path, errno: errno) }
        return descriptor
    }
}
