import Hummingbird

extension Response {
    /// The same answer, of which only the first half is sent before the connection is closed.
    var brokenOff: Response {
        let body = self.body
        var broken = self
        broken.body = ResponseBody(contentLength: max(body.contentLength ?? 0, 2)) { writer in
            let whole = try await body.collected()
            try await writer.write(whole.firstHalf)
            throw ConnectionDrop()
        }
        return broken
    }

    /// The same answer, whose body ends after the first half as if it were whole.
    var truncated: Response {
        get async throws {
            var truncated = self
            truncated.body = ResponseBody(byteBuffer: try await body.collected().firstHalf)
            return truncated
        }
    }
}

extension ByteBuffer {
    fileprivate var firstHalf: ByteBuffer {
        getSlice(at: readerIndex, length: readableBytes / 2) ?? ByteBuffer()
    }
}

extension ResponseBody {
    fileprivate func collected() async throws -> ByteBuffer {
        let collector = BodyCollector()
        try await write(collector)
        return collector.buffer
    }
}

/// Used by one task, which writes the body and then reads the buffer.
private final class BodyCollector: ResponseBodyWriter {
    var buffer = ByteBuffer()

    func write(_ part: ByteBuffer) async throws {
        buffer.writeImmutableBuffer(part)
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
