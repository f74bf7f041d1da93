import NIOCore

/// A request's body as AsyncHTTPClient pulls it, noting how far it got.
struct OutgoingBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let exchange: Exchange

    func makeAsyncIterator() -> Iterator { Iterator(exchange) }

    struct Iterator: AsyncIteratorProtocol {
        private let exchange: Exchange
        private var file: FileBody.Reader?
        private var bytes: [UInt8]?
        private var sent: Int64 = 0

        init(_ exchange: Exchange) {
            self.exchange = exchange
            switch exchange.request.body {
            case .none: break
            case .bytes(let bytes): self.bytes = bytes
            case .file(let body): file = FileBody.Reader(body)
            }
        }

        mutating func next() async throws -> ByteBuffer? {
            guard let chunk = try nextChunk() else { return nil }
            sent += Int64(chunk.count)
            exchange.progressed()
            if sent == exchange.bodyLength { exchange.bodyHandedOver() }
            if case .file(let body) = exchange.request.body { body.progress?(sent) }
            return ByteBuffer(bytes: chunk)
        }

        private mutating func nextChunk() throws -> [UInt8]? {
            if let whole = bytes {
                bytes = nil
                return whole
            }
            return try exchange.locally { try file?.next() }
        }
    }
}
