import Dispatch
import Synchronization
import SystemFiles

/// A connection to PostgreSQL with a thread of its own, which connects when it is first used and again when it was
/// lost.
///
/// Every statement is a transaction by itself, has no name and leaves nothing in the session, so that a pooler in
/// transaction mode makes no difference. Statements are carried out in the order in which they come. None is cancelled.
package final class PostgresConnection: Sendable {
    /// The rows of an answer; nil stands for null.
    package typealias Rows = [[String?]]

    private struct Job: Sendable {
        let perform: @Sendable (inout PostgresSession) -> Void
        let refuse: @Sendable (PostgresError) -> Void
    }

    private struct Queue {
        var jobs: [Job] = []
        var isClosed = false
        var isStarted = false
    }

    /// What the thread shares with those who ask.
    private final class Mailbox: Sendable {
        let queue = Mutex(Queue())
        private let comings = DispatchSemaphore(value: 0)

        func wake() { comings.signal() }

        /// Waits for the next statement; nil at the end.
        func next() -> Job? {
            while true {
                comings.wait()
                let (job, isClosed) = queue.withLock { queue in
                    (queue.jobs.isEmpty ? nil : queue.jobs.removeFirst(), queue.isClosed)
                }
                if job != nil || isClosed { return job }
            }
        }
    }

    /// Where the database is.
    package let address: PostgresAddress
    private let mailbox = Mailbox()

    /// A connection that is not made yet.
    package init(_ address: PostgresAddress) {
        self.address = address
    }

    deinit { close() }

    /// Carries out one statement with parameters as texts, and waits for the answer for as long as it is told.
    ///
    /// That the calling task is cancelled makes no difference.
    ///
    /// - Throws: ``PostgresError``.
    package func run(
        _ statement: String, _ parameters: [String?] = [], within time: Duration = .seconds(5)
    ) async throws(PostgresError) -> Rows {
        try await ask { $0.run(statement, parameters, within: time) }
    }

    /// What is known of the connection itself, which is made if there is none.
    ///
    /// - Throws: ``PostgresError`` with code `unreachable`.
    package func link(within time: Duration = .seconds(5)) async throws(PostgresError) -> PostgresLink {
        try await ask { $0.link(within: time) }
    }

    /// Has the thread do something, and waits for it.
    private func ask<Value: Sendable>(
        _ body: @escaping @Sendable (inout PostgresSession) -> Result<Value, PostgresError>
    ) async throws(PostgresError) -> Value {
        let result = await withCheckedContinuation { reply in submit(body) { reply.resume(returning: $0) } }
        return try result.get()
    }

    /// Has the thread do something, and calls back on it.
    func submit<Value: Sendable>(
        _ body: @escaping @Sendable (inout PostgresSession) -> Result<Value, PostgresError>,
        _ completion: @escaping @Sendable (Result<Value, PostgresError>) -> Void
    ) {
        let job = Job(perform: { completion(body(&$0)) }, refuse: { completion(.failure($0)) })
        let (isClosed, isFirst) = mailbox.queue.withLock { queue in
            defer { queue.isStarted = true }
            if !queue.isClosed { queue.jobs.append(job) }
            return (queue.isClosed, !queue.isStarted && !queue.isClosed)
        }
        if isClosed { return job.refuse(PostgresError(.closed, "the connection was closed")) }
        if isFirst { start() }
        mailbox.wake()
    }

    /// Ends the connection after the statements that were asked for.
    package func close() {
        mailbox.queue.withLock { $0.isClosed = true }
        mailbox.wake()
    }

    private func start() {
        let isStarted = SilentThread.run { [mailbox, address] in
            var session = PostgresSession(address)
            while let job = mailbox.next() {
                job.perform(&session)
            }
        }
        if isStarted { return }
        let jobs = mailbox.queue.withLock { queue in
            defer { queue.jobs = [] }
            queue.isClosed = true
            return queue.jobs
        }
        let failure = PostgresError(.unreachable, "no thread is left for PostgreSQL")
        for job in jobs { job.refuse(failure) }
    }
}
