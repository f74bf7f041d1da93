import Glibc

/// Where the body of a download goes, chunk by chunk.
package struct ByteSink: Sendable {
    /// Forgets what an earlier attempt wrote; called before each attempt.
    package var begin: @Sendable () throws -> Void
    /// Takes the next chunk, on the thread that serves all requests: writing to a file is fine, waiting is not.
    package var write: @Sendable ([UInt8]) throws -> Void

    /// Assembles a sink from its parts.
    package init(
        begin: @escaping @Sendable () throws -> Void, write: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
        self.begin = begin
        self.write = write
    }

    /// Writes to a descriptor that stays the caller's; `path` is for messages.
    package init(descriptor: Int32, path: String) {
        @Sendable func failure() -> ApiError {
            ApiError(.data, "cannot write \(path): \(String(cString: strerror(errno)))")
        }
        self.init(
            begin: {
                guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else { throw failure() }
            },
            write: { bytes in
                try bytes.withUnsafeBytes { buffer in
                    var rest = buffer[...]
                    while !rest.isEmpty {
                        let written = Glibc.write(
                            descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                        if written < 0, errno == EINTR { continue }
                        guard written > 0 else { throw failure() }
                        rest = rest.dropFirst(written)
                    }
                }
            })
    }
}
