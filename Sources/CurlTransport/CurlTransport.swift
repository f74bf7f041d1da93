import Synchronization

/// HTTP/1.1 by libcurl: no redirects, no retries, and one request on the wire for each call.
///
/// One thread serves all exchanges. It is started, and libcurl is loaded, by the first request. A request is never sent
/// a second time, not even on a kept connection that turns out to be dead; nothing of an attempt that was given up
/// arrives later; and every answer and failure says how much of the request left.
package final class CurlTransport: Sendable {
    private let inbox: Inbox

    /// Makes a transport; nothing is opened yet.
    package init(_ options: Options = Options()) {
        inbox = Inbox(options)
    }

    deinit { inbox.stop() }

    /// Starts the thread and loads libcurl, which takes some milliseconds, without waiting for either.
    package func prepare() {
        inbox.start()
    }

    /// Sends one request once.
    ///
    /// Cancelling the task ends the attempt at once: ``WireFailure/Kind/cancelled``, with its evidence.
    package func send(_ request: WireRequest) async throws(WireFailure) -> WireResponse {
        let ticket = Ticket()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                inbox.submit(Submission(request: request, ticket: ticket, continuation: continuation))
            }
        } onCancel: {
            inbox.cancel(ticket)
        }
        return try result.get()
    }

    /// Ends what is in flight and closes every connection; later requests fail.
    ///
    /// Without it, requests in flight when the process ends may still arrive, until ``Options/userTimeout`` is over.
    package func shutdown() async {
        if !stop() { await stopped() }
    }

    /// Begins a ``shutdown()``.
    ///
    /// - Returns: Whether it is over: nothing was ever sent, or all has ended.
    @discardableResult package func stop() -> Bool { inbox.stop() }

    /// Not inlined: a run that sent nothing shall not have the types of a wait looked up among those of the program.
    @inline(never) private func stopped() async {
        await withCheckedContinuation { _ = inbox.stop($0) }
    }
}
