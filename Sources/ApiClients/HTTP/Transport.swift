/// Something that sends one request once: no retries, no redirects, no pacing.
///
/// A struct around a closure, so that tracing, recording and tests can wrap one transport in another.
package struct Transport: Sendable {
    /// Sends a request and waits for the answer.
    ///
    /// - Throws: ``TransportFailure`` if there was no answer, also if the task was cancelled; a wrapper that cannot
    ///   tell what was sent by then may throw `CancellationError`.
    package var send: @Sendable (HTTPRequest) async throws -> HTTPResponse

    /// Wraps a closure.
    package init(_ send: @escaping @Sendable (HTTPRequest) async throws -> HTTPResponse) {
        self.send = send
    }
}
