import Glibc
import SystemFiles

/// A file that is open for reading, at any offset, by several readers at once.
///
/// How files are opened is the host's choice: clients take a ``FileSource/Opener``, so that a sandbox can stand
/// between.
package struct FileSource: Sendable {
    /// Opens the file at a path.
    package typealias Opener = @Sendable (_ path: String) throws -> FileSource

    /// The length in bytes now.
    package var size: @Sendable () throws -> Int64
    /// Up to `count` bytes from `offset`; fewer only at the end of the file.
    package var read: @Sendable (_ offset: Int64, _ count: Int) throws -> [UInt8]

    /// What tells whether the file was written to meanwhile; nil if that cannot be told without reading it.
    package var stamp: @Sendable () throws -> FileStamp?

    /// What messages call it; nil for its path.
    package var name: String?

    /// Assembles a source from its parts.
    package init(
        size: @escaping @Sendable () throws -> Int64,
        read: @escaping @Sendable (_ offset: Int64, _ count: Int) throws -> [UInt8],
        stamp: @escaping @Sendable () throws -> FileStamp? = { nil }
    ) {
        self.size = size
        self.read = read
        self.stamp = stamp
    }

    /// Gives the file from `offset` on to `body`, in chunks that stay in the processor's cache.
    ///
    /// Lets other tasks run in between.
    ///
    /// - Throws: what `body` and the source throw; `CancellationError` when the task is cancelled.
    func forEachChunk(from offset: Int64 = 0, _ body: ([UInt8]) throws -> Void) async throws {
        var offset = offset
        var count = 0
        while true {
            let chunk = try read(offset, Self.chunkSize)
            guard !chunk.isEmpty else { return }
            try body(chunk)
            offset += Int64(chunk.count)
            count += 1
            if count.isMultiple(of: 16) {
                try Task.checkCancellation()
                await Task.yield()
            }
        }
    }

    private static let chunkSize = 256 * 1024

    /// Opens a plain file by its path, without any sandbox.
    ///
    /// - Throws: ``ApiError`` of kind `data` that names the file.
    package static let open: Opener = { path in
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", path) }
        return FileSource(descriptor: OwnedDescriptor(descriptor), path: path)
    }

    /// Reads from a descriptor that the source closes when its last copy is gone; `path` is for messages.
    package init(descriptor: Int32, path: String) {
        self.init(descriptor: OwnedDescriptor(descriptor), path: path)
    }

    private init(descriptor: OwnedDescriptor, path: String) {
        self.init(
            size: {
                var facts = stat()
                guard fstat(descriptor.number, &facts) == 0 else { throw Self.failure("read", path) }
                guard facts.st_mode & S_IFMT == S_IFREG else {
                    throw ApiError("\(path) is not a file", file: EISDIR, isWriting: false)
                }
                return Int64(facts.st_size)
            },
            read: { offset, count in
                var failed = false
                let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                    while filled < count {
                        let base = buffer.baseAddress.map { $0 + filled }
                        let got = SystemError.uninterrupted {
                            pread(descriptor.number, base, count - filled, off_t(offset) + filled)
                        }
                        failed = got < 0
                        if got <= 0 { return }
                        filled += got
                    }
                }
                if failed { throw Self.failure("read", path) }
                return bytes
            },
            stamp: { FileStamp(ofDescriptor: descriptor.number) })
    }

    private static func failure(_ verb: String, _ path: String) -> ApiError {
        let error = SystemError()
        return ApiError("cannot \(verb) \(path): \(error.words)", file: error.number, isWriting: false)
    }
}

/// What the system says of a file's content without reading it.
///
/// Equal stamps are of the same content, unless it was written twice within one tick of the file system's clock.
package struct FileStamp: Sendable, Hashable {
    private let device: UInt
    private let inode: UInt
    private let size: Int
    private let times: [Int]

    /// Of an open file; nil for what is no regular file, whose content no stamp tells.
    package init?(ofDescriptor descriptor: Int32) {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
        device = UInt(facts.st_dev)
        inode = UInt(facts.st_ino)
        size = Int(facts.st_size)
        times = [facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec, facts.st_ctim.tv_sec, facts.st_ctim.tv_nsec]
    }
}

/// A descriptor that is closed with its last owner.
private final class OwnedDescriptor: Sendable {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { close(number) }
}
