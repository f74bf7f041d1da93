package import Postgres

/// The tables and functions in PostgreSQL that hosts share, and their versions.
package struct ClusterSchema: Sendable {
    /// What a database holds.
    package enum State: Sendable, Hashable {
        /// Nothing of ours.
        case missing
        /// The tables of an older version, which have to be migrated.
        case older(Int)
        /// What this version uses.
        case current
        /// The tables of a newer version.
        case newer(Int)
    }

    /// The version that this program uses.
    package static let version = migrations.count

    /// From each version to the next; the first one begins with an empty database.
    private static let migrations = [PackageResources.version1_sql]

    private let connection: PostgresConnection

    /// The schema behind a connection.
    package init(_ connection: PostgresConnection) {
        self.connection = connection
    }

    /// What is there.
    ///
    /// - Throws: ``PostgresError``.
    package func state() async throws(PostgresError) -> State {
        let found = try await connection.run("SELECT to_regclass('govscript.cluster')")
        guard found.first?.first != .some(nil) else { return .missing }
        let rows = try await connection.run("SELECT version FROM govscript.cluster")
        guard let text = rows.first?.first, let version = text.flatMap({ Int($0) }) else { return .missing }
        if version == Self.version { return .current }
        return version < Self.version ? .older(version) : .newer(version)
    }

    /// Makes or migrates the tables; does nothing where they are current.
    ///
    /// Each version is one transaction.
    ///
    /// - Throws: ``PostgresError``; a newer version is left alone.
    package func migrate() async throws(PostgresError) {
        let first: Int
        switch try await state() {
        case .missing: first = 0
        case .older(let version): first = version
        case .current, .newer: return
        }
        for migration in Self.migrations[first...] {
            let text = String(decoding: migration, as: UTF8.self)
            // One statement, so that it is one transaction.
            _ = try await connection.run("DO $migration$ BEGIN\n\(text)\nEND $migration$", within: .seconds(60))
        }
    }
}
