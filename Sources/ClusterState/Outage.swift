import Postgres
import Timekeeping

/// A time without PostgreSQL, which is waited for as long as the process has patience.
struct Outage {
    private let owner: TurnOwner
    private var since: BootInstant?

    init(_ owner: TurnOwner) { self.owner = owner }

    /// Waits a moment before the same is tried again.
    ///
    /// - Parameter error: What went wrong; nil if the lease is not good yet.
    mutating func wait(after error: PostgresError?) throws(TurnFailure) {
        if let error, !error.mayPass { throw .store(error) }
        if owner.isStopping() { throw .stopped }
        if since == nil {
            since = owner.now()
            if let error { owner.note("\(error.description); waiting up to \(owner.patience.inWholeSeconds)") }
        }
        if let since, owner.now() - since >= owner.patience {
            throw .store(error ?? .grantsNothingYet)
        }
        owner.pause(.milliseconds(500))
    }
}

extension PostgresError {
    /// A server took over while something was read that must be of one server.
    static let failedOver = PostgresError(
        .unreachable, "PostgreSQL failed over while the records were read", hint: "Run it again.")

    /// PostgreSQL answers, but what is asked of it has to wait.
    static let grantsNothingYet = PostgresError(
        .unreachable, "PostgreSQL has just taken over and grants nothing yet")
}

extension Duration {
    var inWholeSeconds: String { "\(max(1, (milliseconds + 500) / 1_000)) s" }
}
