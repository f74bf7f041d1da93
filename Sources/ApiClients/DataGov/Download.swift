import Hashing
import Synchronization

/// A file on its way from the storage, which may take several attempts: what has arrived is kept where the storage can
/// tell that the rest is of the same file.
///
/// It can by the file's entity tag, which S3 gives and checks (`If-Match` beside `Range`). Without one every attempt
/// starts from the beginning.
final class Download: Sendable {
    private struct State: ~Copyable {
        /// Bytes in the sink.
        var received: Int64 = 0
        /// How many of them were there before the latest attempt.
        var offset: Int64 = 0
        var tag: String?
        /// The whole file's length; nil where the storage has not told it.
        var total: Int64?
        /// Nil on a machine that has no MD5.
        var digest: MD5?

        init() {
            do { digest = try MD5() } catch { digest = nil }
        }
    }

    private let sink: ByteSink
    private let state = Mutex(State())

    init(to sink: ByteSink) {
        self.sink = sink
    }

    /// The next attempt: for the rest if something is there, for the whole file otherwise.
    func request(_ url: String, stall: Duration) -> HTTPRequest {
        var headers = HeaderFields()
        let (offset, tag) = state.withLock { state in
            state.offset = state.tag == nil ? 0 : state.received
            return (state.offset, state.tag)
        }
        if offset > 0, let tag {
            headers.append("Range", "bytes=\(offset)-")
            headers.append("If-Match", tag)
        }
        return HTTPRequest(.get, url, headers: headers, timeout: stall, sink: attempt(from: offset))
    }

    private func attempt(from offset: Int64) -> ByteSink {
        ByteSink(
            begin: { [self] in if offset == 0 { try restart() } },
            // A storage that sends the whole file again is taken at its word.
            accept: { [self] status in if offset > 0, status != 206 { try restart() } },
            write: { [self] bytes in
                try sink.write(bytes)
                state.withLock { state in
                    state.received += Int64(bytes.count)
                    state.digest?.update(bytes)
                }
            })
    }

    private func restart() throws {
        state.withLock { $0 = State() }
        try sink.begin()
    }

    /// Has the next attempt ask for the whole file.
    func forget() { state.withLock { $0.tag = nil } }

    /// Notes what a 2xx answer says of the file, and whether all of it is here.
    ///
    /// - Throws: ``ApiError`` of kind `server`, worth another attempt, for a part that was not asked for, and for a
    ///   file whose length or checksum is not the storage's.
    func note(_ response: HTTPResponse) throws {
        let part = response.status == 206 ? ContentRange(response.headers["content-range"]) : nil
        let length = response.headers["content-length"].flatMap { Int64($0) }
        let (received, offset, tag, total) = state.withLock { ($0.received, $0.offset, $0.tag, $0.total) }
        let (newTag, newTotal) = (strongTag(of: response), response.status == 206 ? part?.total : length)
        if response.status == 206 {
            guard let part, part.start == offset, tag == nil || newTag == nil || newTag == tag,
                total == nil || part.total == total,
                response.completeness != .complete || part.end + 1 == received
            else { throw flaw("sent another part of the file than was asked for") }
        }
        state.withLock { state in
            state.tag = newTag ?? state.tag
            state.total = newTotal ?? state.total
        }
        guard response.completeness == .complete else { return }
        if let newTotal, received > 0, received != newTotal {
            throw flaw("sent \(received) of \(newTotal) bytes")
        }
        guard let promised = Self.md5(of: response) else { return }
        let digest = state.withLock { $0.digest.take()?.finish().hex }
        guard received == 0 || digest == nil || digest == promised else {
            throw flaw("sent a file that does not match its checksum")
        }
    }

    private func flaw(_ words: String) -> ApiError {
        forget()
        return ApiError(.server, "the storage \(words)")
    }

    private func strongTag(of response: HTTPResponse) -> String? {
        response.headers["etag"].flatMap { $0.hasPrefix("\"") && $0.utf8.count > 2 ? $0 : nil }
    }

    /// The MD5 that S3 tells as the tag of an object that was stored in one piece and not encrypted with a key of its
    /// own; nil for any other.
    private static func md5(of response: HTTPResponse) -> String? {
        let headers = response.headers
        guard headers["x-amz-request-id"] != nil, headers["content-encoding"] == nil,
            headers["x-amz-server-side-encryption-customer-algorithm"] == nil,
            [nil, "AES256"].contains(headers["x-amz-server-side-encryption"]),
            let tag = headers["etag"], tag.utf8.count == 34, tag.hasPrefix("\""), tag.hasSuffix("\"")
        else { return nil }
        let digits = tag.dropFirst().dropLast().lowercased()
        return digits.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) } ? digits : nil
    }
}

/// `Content-Range: bytes 5-9/10`.
private struct ContentRange {
    let start: Int64
    let end: Int64
    let total: Int64

    init?(_ text: String?) {
        guard let text, text.lowercased().hasPrefix("bytes ") else { return nil }
        let parts = text.dropFirst("bytes ".count).split(whereSeparator: { $0 == "-" || $0 == "/" }).map { Int64($0) }
        guard parts.count == 3, let start = parts[0], let end = parts[1], let total = parts[2], start >= 0,
            start <= end, end < total
        else { return nil }
        (self.start, self.end, self.total) = (start, end, total)
    }
}
