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
    static let migrations = [
        PackageResources.version1_sql, PackageResources.version2_sql, PackageResources.version3_sql,
        PackageResources.version4_sql,
    ]

    /// What makes the next version of one: a single statement, so that it is one transaction.
    static func migration(from version: Int) -> String {
        "DO $migration$ BEGIN\n\(String(decoding: migrations[version], as: UTF8.self))\nEND $migration$"
    }

    let connection: PostgresConnection

    /// The schema behind a connection.
    package init(_ connection: PostgresConnection) {
        self.connection = connection
    }

    /// What is there.
    ///
    /// - Throws: ``PostgresError``.
    package func state() async throws(PostgresError) -> State {
        let rows: PostgresConnection.Rows
        do throws(PostgresError) {
            rows = try await connection.run("SELECT version FROM govscript.cluster")
        } catch {
            // There is no such table, or no such schema.
            if case .refused("42P01") = error.code { return .missing }
            if case .refused("3F000") = error.code { return .missing }
            throw error
        }
        guard let text = rows.first?.first, let version = text.flatMap({ Int($0) }) else { return .missing }
        if version == Self.version { return .current }
        return version < Self.version ? .older(version) : .newer(version)
    }

    /// Requires the tables of this version.
    ///
    /// - Throws: ``PostgresError``, of code `version` for others.
    package func requireCurrent() async throws(PostgresError) {
        let title = connection.address.title
        let advice = "Make them: govscript state init"
        switch try await state() {
        case .current: return
        case .missing:
            throw PostgresError(.version, "\(title) has none of the tables that machines share", hint: advice)
        case .older(let version):
            throw PostgresError(
                .version, "\(title) has the tables of version \(version), and \(Self.version) is needed",
                hint: "Migrate them: govscript state init")
        case .newer(let version):
            throw PostgresError(
                .version, "\(title) has the tables of version \(version), and this govscript knows \(Self.version)",
                hint: "Install the newer govscript on this machine, too.")
        }
    }

    /// Makes or migrates the tables; does nothing where they are current.
    ///
    /// Each version is one transaction. Of several hosts that migrate at once one does it.
    ///
    /// - Returns: What was there.
    /// - Throws: ``PostgresError``; a newer version is left alone.
    @discardableResult
    package func migrate() async throws(PostgresError) -> State {
        let before = try await state()
        var first: Int
        switch before {
        case .missing: first = 0
        case .older(let version): first = version
        case .current, .newer: return before
        }
        while first < Self.version {
            do throws(PostgresError) {
                _ = try await connection.run(Self.migration(from: first), within: .seconds(60))
            } catch {
                // Another host may have done it meanwhile.
                switch try await state() {
                case .current, .newer: return before
                case .older(let version) where version > first:
                    first = version
                    continue
                case .older, .missing: throw error
                }
            }
            first += 1
        }
        return before
    }
}
