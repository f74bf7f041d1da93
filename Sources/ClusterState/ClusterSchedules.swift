package import Postgres

/// The schedules that machines have in PostgreSQL for each other.
///
/// Calls wait on their thread, which must be none of the concurrency pool's.
package struct ClusterSchedules: Sendable {
    private let connection: PostgresConnection

    /// The schedules behind a connection.
    package init(_ connection: PostgresConnection) {
        self.connection = connection
    }

    /// Makes these the schedules of a machine.
    ///
    /// - Parameter schedules: By name, each as JSON.
    /// - Throws: ``PostgresError``.
    package func replace(
        _ schedules: [String: String], of machine: String, within time: Duration = .seconds(5)
    ) throws(PostgresError) {
        let sorted = schedules.sorted { $0.key < $1.key }
        _ = try connection.runNow(
            """
            WITH old AS (DELETE FROM govscript.schedule WHERE machine = $1 AND name <> ALL ($2::text[]))
            INSERT INTO govscript.schedule AS s (machine, name, content)
              SELECT $1, x.* FROM unnest($2::text[], $3::text[]) x
              ON CONFLICT (machine, name) DO UPDATE SET content = excluded.content WHERE s.content <> excluded.content
            """,
            [machine, PostgresArray.of(sorted.map(\.key)), PostgresArray.of(sorted.map(\.value))], within: time)
    }

    /// A schedule, or the name of one of which only starts are known, of another machine.
    package struct Found: Sendable, Hashable {
        package let machine: String
        package let name: String
        /// The schedule as JSON; nil if the machine has not told it.
        package let content: String?
        /// The record of its last start that no other one kept from beginning, as JSON; nil if there is none.
        package let last: String?
    }

    /// The schedules of other machines, by name and machine.
    ///
    /// - Parameter name: How the name of the machine ends whose schedules are left out, after a `/`.
    /// - Throws: ``PostgresError``.
    package func schedules(butOf name: String) throws(PostgresError) -> [Found] {
        try connection.runNow(
            """
            SELECT k.machine, k.name, c.content, (
                SELECT s.record FROM govscript.start s WHERE s.machine = k.machine AND s.schedule = k.name
                    AND s.record NOT LIKE '%"reason":"locked"%'
                  ORDER BY s.started DESC LIMIT 1)
              FROM (SELECT machine, name FROM govscript.schedule UNION
                    SELECT machine, schedule FROM govscript.start WHERE schedule IS NOT NULL) k
              LEFT JOIN govscript.schedule c USING (machine, name)
              WHERE k.machine NOT LIKE '%/' || $1 ORDER BY k.name, k.machine
            """, [name], within: .seconds(15)
        ).compactMap { row in
            guard row.count == 4, let machine = row[0], let name = row[1] else { return nil }
            return Found(machine: machine, name: name, content: row[2], last: row[3])
        }
    }
}
