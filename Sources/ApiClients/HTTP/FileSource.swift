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

    /// Assembles a source from its parts.
    package init(
        size: @escaping @Sendable () throws -> Int64,
        read: @escaping @Sendable (_ offset: Int64, _ count: Int) throws -> [UInt8]
    ) {
        self.size = size
        self.read = read
    }

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
                guard facts.st_mode & S_IFMT == S_IFREG else { throw ApiError(.data, "\(path) is not a file") }
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
            })
    }

    private static func failure(_ verb: String, _ path: String) -> ApiError {
        ApiError(.data, "cannot \(verb) \(path): \(SystemError())")
    }
}

/// A descriptor that is closed with its last owner.
private final class OwnedDescriptor: Sendable {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { close(number) }
}
