import SQLite

/// One caller's share of a transaction.
struct Change: Sendable {
    typealias Body = @Sendable (Database, inout WriterSession) throws -> Int64

    /// Whether its caller waits until it would survive a loss of power.
    let isDurable: Bool
    let body: Body
    let completion: @Sendable (Result<Int64, any Error>) -> Void
}

/// Changes that are committed and whose callers wait for the flush.
struct CommittedChanges {
    /// With their values.
    var changes: [(Change, Int64)] = []
    /// The last number that the flush makes safe.
    var number: Int64 = 0
    /// The last change of them, as other hosts count; 0 if the run is not shared.
    var revision: Int64 = 0
}
