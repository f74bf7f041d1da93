package import Postgres

extension ClusterSchema {
    /// Grants that let a role use tables which another role made, also those of later versions.
    private static func grants(to role: String) -> [String] {
        let mark: Character = "\""
        let name = "\(mark)\(String(role.flatMap { $0 == mark ? [mark, mark] : [$0] }))\(mark)"
        let rights = "SELECT, INSERT, UPDATE, DELETE"
        return [
            "GRANT USAGE ON SCHEMA govscript TO \(name)",
            "GRANT \(rights) ON ALL TABLES IN SCHEMA govscript TO \(name)",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA govscript TO \(name)",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA govscript GRANT \(rights) ON TABLES TO \(name)",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA govscript GRANT EXECUTE ON FUNCTIONS TO \(name)",
        ]
    }

    /// Lets a role use the tables that the role of this connection has made; granting them again changes nothing.
    ///
    /// - Throws: ``PostgresError``, such as for a role that does not exist.
    package func grant(to role: String) async throws(PostgresError) {
        for statement in Self.grants(to: role) { _ = try await connection.run(statement) }
    }

    /// The statements that bring a database to this version, for `psql`: one transaction.
    ///
    /// - Parameters:
    ///   - version: The one that it has; 0 for none.
    ///   - roles: Those that use the tables.
    package static func script(from version: Int, grantingTo roles: [String]) -> String {
        let migrations = migrations.indices.dropFirst(version).map { migration(from: $0) + ";\n" }
        let grants = roles.flatMap { Self.grants(to: $0) }.map { $0 + ";\n" }.joined()
        return (["BEGIN;\n"] + migrations + [grants, "COMMIT;"].filter { !$0.isEmpty }).joined(separator: "\n")
    }
}
