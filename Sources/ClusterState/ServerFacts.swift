package import Postgres

/// What a server of PostgreSQL says of itself that hosts depend on.
package struct ServerFacts: Sendable, Hashable {
    /// `15.17`.
    package let version: String
    /// The process that serves the connection.
    package let process: Int
    /// Whether it takes writes.
    package let isWritable: Bool
    /// The role that is connected.
    package let role: String
    /// How long the oldest transaction that is visible has lasted.
    package let oldestTransaction: Duration
    /// How many sessions hide that from this role.
    package let hiddenSessions: Int
    /// `on`, `off`, `local`, `remote_write`, `remote_apply`.
    package let synchronousCommit: String
    /// The standbys that a commit waits for, in the server's words; empty for none.
    package let synchronousStandbys: String
    /// How many standbys are connected now.
    package let standbys: Int
    /// Whether what was committed survives the machine: `fsync` and `full_page_writes`.
    package let keepsCommits: Bool
    /// Whether the role may call what tells one server from another.
    package let mayNameServer: Bool

    /// Without tables of ours, so that it works in any database.
    private static let query = """
        SELECT current_setting('server_version'), pg_backend_pid(),
          (NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off')::int, current_user,
          greatest(
            (SELECT extract(epoch FROM clock_timestamp() - min(xact_start)) FROM pg_stat_activity
              WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'),
            (SELECT extract(epoch FROM clock_timestamp() - min(prepared)) FROM pg_prepared_xacts), 0)::bigint,
          (SELECT count(*) FROM pg_stat_activity WHERE datid IS NOT NULL AND usesysid IS NOT NULL AND state IS NULL),
          current_setting('synchronous_commit'), current_setting('synchronous_standby_names'),
          (SELECT count(*) FROM pg_stat_replication),
          (current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on')::int,
          (has_function_privilege('pg_control_system()', 'EXECUTE')
            AND has_function_privilege('pg_walfile_name(pg_lsn)', 'EXECUTE'))::int
        """

    /// Asks a server.
    ///
    /// - Throws: ``PostgresError``.
    package init(_ connection: PostgresConnection) async throws(PostgresError) {
        let row = try await connection.run(Self.query).first ?? []
        func text(_ column: Int) -> String { row.indices.contains(column) ? row[column] ?? "" : "" }
        func number(_ column: Int) -> Int { Int(text(column)) ?? 0 }
        version = text(0)
        process = number(1)
        isWritable = number(2) == 1
        role = text(3)
        oldestTransaction = .seconds(number(4))
        hiddenSessions = number(5)
        synchronousCommit = text(6)
        synchronousStandbys = text(7)
        standbys = number(8)
        keepsCommits = number(9) == 1
        mayNameServer = number(10) == 1
    }

    /// What the role may not do with our tables and functions, in PostgreSQL's names; empty if nothing is missing.
    ///
    /// - Throws: ``PostgresError``; the tables must be there.
    package static func missingRights(_ connection: PostgresConnection) async throws(PostgresError) -> [String] {
        let rows = try await connection.run(
            """
            SELECT 'USAGE of the schema govscript' FROM pg_namespace
              WHERE nspname = 'govscript' AND NOT has_schema_privilege(oid, 'USAGE')
            UNION ALL SELECT r.name || ' of ' || c.oid::regclass
              FROM pg_class c, unnest('{SELECT,UPDATE,INSERT}'::text[]) r(name)
              WHERE c.relnamespace = 'govscript'::regnamespace AND c.relkind = 'r'
                AND NOT has_table_privilege(c.oid, r.name) AND NOT (c.relname = 'cluster' AND r.name = 'INSERT')
            UNION ALL SELECT 'DELETE of ' || c.oid::regclass FROM pg_class c
              WHERE c.relnamespace = 'govscript'::regnamespace
                AND c.relname IN ('member', 'turn', 'record', 'start', 'schedule')
                AND NOT has_table_privilege(c.oid, 'DELETE')
            UNION ALL SELECT 'EXECUTE of govscript.' || p.proname FROM pg_proc p
              WHERE p.pronamespace = 'govscript'::regnamespace AND NOT has_function_privilege(p.oid, 'EXECUTE')
            """)
        return rows.compactMap { $0.first.flatMap(\.self) }
    }
}
