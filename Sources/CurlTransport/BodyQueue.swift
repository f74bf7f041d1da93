import Dispatch
import Synchronization
import SystemFiles

/// Chunks of a streamed body between the thread that makes them and the wire thread: a few, never all.
final class BodyQueue: Sendable {
    enum Pull {
        case filled(Int)
        /// Nothing is there yet; the refill will be told.
        case wait
        case failed(any Error)
    }

    /// The body came to another length than was promised.
    struct WrongLength: Error, CustomStringConvertible {
        let promised: Int64, made: Int64
        var description: String { "the body has \(made) bytes instead of the \(promised) that were promised" }
    }

    private struct Content {
        var chunks: [[UInt8]] = []
        /// Bytes of the first chunk that were pulled.
        var offset = 0
        var failure: (any Error)?
        var isStarved = false
        var isClosed = false
    }

    private static let depth = 4
    private let body: WireBody
    private let refilled: @Sendable () -> Void
    private let content = Mutex(Content())
    /// One signal for each chunk that there is room for.
    private let room = DispatchSemaphore(value: 0)

    init(_ body: WireBody, refilled: @escaping @Sendable () -> Void) {
        self.body = body
        self.refilled = refilled
        for _ in 0..<Self.depth { room.signal() }
    }

    /// Starts to make chunks, on a thread of its own.
    func start() -> Bool {
        SilentThread.run { [self] in
            do {
                try make()
            } catch {
                change { $0.failure = error }
            }
        }
    }

    /// Ends the making of chunks after the one in the making.
    func close() {
        content.withLock {
            $0.isClosed = true
            $0.chunks = []
        }
        room.signal()
    }

    /// Fills a buffer that is not empty with what is left of one chunk, on the wire thread.
    func pull(_ buffer: UnsafeMutableRawBufferPointer) -> Pull {
        let (result, isEmptied): (Pull, Bool) = content.withLock { content in
            guard let chunk = content.chunks.first else {
                if let failure = content.failure { return (.failed(failure), false) }
                content.isStarved = true
                return (.wait, false)
            }
            let end = min(content.offset + buffer.count, chunk.count)
            chunk.withUnsafeBytes {
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[content.offset..<end]))
            }
            let count = end - content.offset
            content.offset = end
            guard end == chunk.count else { return (.filled(count), false) }
            content.offset = 0
            content.chunks.removeFirst()
            return (.filled(count), true)
        }
        if isEmptied { room.signal() }
        return result
    }

    /// The last chunk is held back until the source has ended: a body of another length is never whole.
    private func make() throws {
        let next = try body.open()
        var made: Int64 = 0
        var held: [UInt8] = []
        while true {
            let chunk = try next()
            made += Int64(chunk?.count ?? 0)
            guard made <= body.length, chunk != nil || made == body.length else {
                throw WrongLength(promised: body.length, made: made)
            }
            if !held.isEmpty {
                room.wait()
                if content.withLock({ $0.isClosed }) { return }
                let ready = held
                change { $0.chunks.append(ready) }
            }
            guard let chunk else { return }
            held = chunk
        }
    }

    private func change(_ body: (inout Content) -> Void) {
        let wasStarved = content.withLock { content in
            body(&content)
            defer { content.isStarved = false }
            return content.isStarved
        }
        if wasStarved { refilled() }
    }
}
