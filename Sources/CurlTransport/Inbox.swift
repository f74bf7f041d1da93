import Glibc
import Synchronization
internal import CCurl

/// Stands for one attempt on both sides.
final class Ticket: Sendable {
    let isCancelled = Atomic(false)
}

/// A request on its way to the wire thread.
struct Submission: Sendable {
    let request: WireRequest
    let ticket: Ticket
    let continuation: CheckedContinuation<Result<WireResponse, WireFailure>, Never>

    func finish(_ failure: WireFailure) {
        continuation.resume(returning: .failure(failure))
    }
}

/// What other threads ask of the wire thread.
final class Inbox: Sendable {
    struct Content: Sendable {
        var submissions: [Submission] = []
        var cancellations: [Ticket] = []
        /// Attempts whose body has more bytes now.
        var refills: [Ticket] = []
        var stops: [CheckedContinuation<Void, Never>] = []
        var isStopping = false
        var isStarted = false
        /// The wire thread will look again by itself.
        var isAwake = true
        /// The wire thread has ended, for this reason.
        var end: WireFailure?

        var isEmpty: Bool { submissions.isEmpty && cancellations.isEmpty && refills.isEmpty && !isStopping }
    }

    let options: CurlTransport.Options
    let event = ccurl_make_event()
    private let content = Mutex(Content())

    init(_ options: CurlTransport.Options) { self.options = options }

    deinit { close(event) }

    func start() {
        let starts = content.withLock { content in
            defer { content.isStarted = true }
            return !content.isStarted && !content.isStopping
        }
        if starts { WireThread.start(self) }
    }

    func submit(_ submission: Submission) {
        var refusal: WireFailure?
        change { content in
            refusal = content.end ?? (content.isStopping ? .shutDown : nil)
            if refusal == nil { content.submissions.append(submission) }
        }
        if let refusal { return submission.finish(refusal) }
        start()
    }

    func cancel(_ ticket: Ticket) {
        ticket.isCancelled.store(true, ordering: .relaxed)
        change { $0.cancellations.append(ticket) }
    }

    func refill(_ ticket: Ticket) {
        change { $0.refills.append(ticket) }
    }

    /// - Returns: Whether the wire thread has ended, or was never started.
    @discardableResult func stop(_ continuation: CheckedContinuation<Void, Never>? = nil) -> Bool {
        var isOver = false
        change { content in
            content.isStopping = true
            isOver = content.end != nil || !content.isStarted
            if !isOver, let continuation { content.stops.append(continuation) }
        }
        if isOver { continuation?.resume() }
        return isOver
    }

    /// What came since the last call; if that is nothing, whatever comes next wakes the wire thread.
    func take() -> Content {
        content.withLock { content in
            content.isAwake = !content.isEmpty
            let taken = content
            content.submissions.removeAll(keepingCapacity: true)
            content.cancellations.removeAll(keepingCapacity: true)
            content.refills.removeAll(keepingCapacity: true)
            return taken
        }
    }

    /// The wire thread has ended; what still comes fails in the same way.
    func end(_ reason: WireFailure) {
        let rest = content.withLock { content in
            let rest = content
            content.end = reason
            content.isAwake = true
            content.stops = []
            content.submissions = []
            return rest
        }
        for submission in rest.submissions { submission.finish(reason) }
        for stop in rest.stops { stop.resume() }
    }

    private func change(_ body: (inout Content) -> Void) {
        let wakes = content.withLock { content in
            body(&content)
            defer { content.isAwake = true }
            return !content.isAwake
        }
        if wakes { ccurl_wake(event) }
    }
}

extension WireFailure {
    static let shutDown = WireFailure(.local, .shutDown, "the transport was shut down")
}
