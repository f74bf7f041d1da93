import SQLite

/// One caller's share of a transaction.
struct Change: Sendable {
    typealias Body = @Sendable (Database, inout WriterSession) throws -> Int64

    /// Whether its caller goes on only when it would survive a loss of power.
    let isDurable: Bool
    let body: Body
    let completion: @Sendable (Result<Int64, any Error>) -> Void
}
