import Glibc
import SystemFiles

/// Where the body of a download goes, chunk by chunk.
package struct ByteSink: Sendable {
    /// Forgets what an earlier attempt wrote; called before each attempt.
    package var begin: @Sendable () throws -> Void
    /// Is told the status of a 2xx answer before its first chunk, on the same thread as ``write``.
    package var accept: (@Sendable (_ status: Int) throws -> Void)?
    /// Takes the next chunk, on the thread that serves all requests: writing to a file is fine, waiting is not.
    package var write: @Sendable ([UInt8]) throws -> Void

    /// Assembles a sink from its parts.
    package init(
        begin: @escaping @Sendable () throws -> Void,
        accept: (@Sendable (_ status: Int) throws -> Void)? = nil,
        write: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
        self.begin = begin
        self.accept = accept
        self.write = write
    }

    /// Writes to a descriptor that stays the caller's; `path` is for messages.
    package init(descriptor: Int32, path: String) {
        @Sendable func failure(_ error: SystemError) -> ApiError {
            ApiError("cannot write \(path): \(error.words)", file: error.number, isWriting: true)
        }
        self.init(
            begin: {
                guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
                    throw failure(SystemError())
                }
            },
            write: { bytes in
                do throws(SystemError) {
                    try FileBytes.write(bytes, to: descriptor)
                } catch {
                    throw failure(error)
                }
            })
    }
}
