import Hashing
package import Postgres

/// The key that names of links are derived with, which all hosts of a cluster must have: two hosts with different keys
/// would make two links for the same item.
package struct ClusterNameKey: Sendable {
    private let connection: PostgresConnection

    /// The key behind a connection.
    package init(_ connection: PostgresConnection) {
        self.connection = connection
    }

    /// The cluster's key; the given one from now on, if it had none.
    ///
    /// Nil if neither has one. The calling thread waits, also for PostgreSQL if it is out of reach.
    ///
    /// - Parameters:
    ///   - own: The key that this host has; nil if it has none yet.
    ///   - owner: Says how this process waits.
    /// - Throws: ``TurnFailure``: `store` or `stopped`.
    package func agree(on own: [UInt8]?, as owner: TurnOwner) throws(TurnFailure) -> [UInt8]? {
        var outage = Outage(owner)
        while true {
            do throws(PostgresError) {
                return try ask(own)
            } catch {
                try outage.wait(after: error)
            }
        }
    }

    private func ask(_ own: [UInt8]?) throws(PostgresError) -> [UInt8]? {
        let rows = try connection.runNow("SELECT govscript.name_key($1)", [own.map(\.hex)])
        guard let text = rows.first?.first.flatMap(\.self) else { return nil }
        guard let key = [UInt8](hex: text) else { throw connection.otherVersion }
        return key
    }
}
