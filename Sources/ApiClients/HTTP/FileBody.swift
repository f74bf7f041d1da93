import Synchronization

/// A file as a request's body, checked while it is read: the last chunk leaves only if the whole is what was promised.
///
/// A storage that was promised a `Content-Length` keeps nothing of a body that stops short of it.
package struct FileBody: Sendable {
    /// Bytes read and handed over at a time.
    package static let chunkSize = 128 * 1024

    /// The file.
    package var source: FileSource
    /// Its promised length in bytes.
    package var size: Int64
    /// Its promised digest.
    package var digest: FileDigest
    /// Its name in messages.
    package var name: String
    /// Called before the last chunk is handed over, when the file is known to be what was promised; what it throws
    /// stops the body short.
    package var willEnd: (@Sendable () throws -> Void)?
    /// Called after each chunk with the bytes handed over so far, on the thread that serves all requests.
    package var progress: (@Sendable (Int64) -> Void)?

    /// Assembles a body.
    package init(
        _ source: FileSource, size: Int64, digest: FileDigest, name: String,
        progress: (@Sendable (Int64) -> Void)? = nil
    ) {
        self.source = source
        self.size = size
        self.digest = digest
        self.name = name
        self.progress = progress
    }

    /// Reads the file from its beginning, once.
    package final class Reader: Sendable {
        private struct State: ~Copyable {
            var offset: Int64 = 0
            /// Nil when the last chunk was read.
            var digest: FileDigest.Running?

            init(_ body: FileBody) { digest = FileDigest.Running(like: body.digest) }
        }

        let body: FileBody
        private let state: Mutex<State>

        /// Starts at the first byte.
        package init(_ body: FileBody) {
            self.body = body
            state = Mutex(State(body))
        }

        /// The next chunk; nil at the end.
        ///
        /// - Throws: ``ApiError`` of kind `data` if the file is no longer the one that was promised.
        package func next() throws -> [UInt8]? {
            try state.withLock { state in
                guard state.offset < body.size else { return nil }
                let count = Int(min(Int64(FileBody.chunkSize), body.size - state.offset))
                let chunk = try body.source.read(state.offset, count)
                guard chunk.count == count else { throw body.changed }
                state.digest?.update(chunk)
                state.offset += Int64(count)
                if state.offset == body.size {
                    guard try body.source.size() == body.size, state.digest.take()?.finish() == body.digest else {
                        throw body.changed
                    }
                    try body.willEnd?()
                }
                return chunk
            }
        }
    }

    /// The error for a file that is not what it was.
    var changed: ApiError {
        ApiError(
            .data, "\(name) was changed after it had been prepared for upload",
            hint: "Let whatever writes the file finish, then start the upload again.")
    }
}
