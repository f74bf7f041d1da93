package import Postgres
package import Timekeeping

/// A start of a script as other machines have it.
package struct ClusterStart: Sendable, Hashable {
    package var id: String
    package var started: ServiceInstant
    /// When it ended; nil as long as nothing was heard of that.
    package var ended: ServiceInstant?
    package var schedule: String?
    package var profile: String?
    /// The record as JSON.
    package var record: String

    /// A start.
    package init(
        id: String, started: ServiceInstant, ended: ServiceInstant?, schedule: String?, profile: String?, record: String
    ) {
        (self.id, self.started, self.ended) = (id, started, ended)
        (self.schedule, self.profile, self.record) = (schedule, profile, record)
    }
}

/// The records of starts that machines have in PostgreSQL for each other.
///
/// Calls wait on their thread, which must be none of the concurrency pool's.
package struct ClusterStarts: Sendable {
    private let connection: PostgresConnection

    /// The starts behind a connection.
    package init(_ connection: PostgresConnection) {
        self.connection = connection
    }

    /// Stores starts of a machine; what is known of an end stays.
    ///
    /// One statement, so that it can be repeated.
    ///
    /// - Parameters:
    ///   - machine: Its name, which no other one has.
    ///   - before: Starts of the machine that began earlier are deleted; nil for none.
    /// - Throws: ``PostgresError``.
    package func store(
        _ starts: [ClusterStart], of machine: String, deletingBefore before: ServiceInstant? = nil,
        within time: Duration = .seconds(5)
    ) throws(PostgresError) {
        _ = try connection.runNow(
            """
            WITH old AS (DELETE FROM govscript.start WHERE machine = $1 AND started < $2::bigint)
            INSERT INTO govscript.start AS s (machine, id, started, ended, schedule, profile, record)
              SELECT $1, x.* FROM unnest(
                $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::text[]) x
              ON CONFLICT (machine, id) DO UPDATE SET ended = excluded.ended, record = excluded.record
                WHERE s.ended IS NULL
            """,
            [
                machine, before.map { "\($0.milliseconds)" }, PostgresArray.of(starts.map(\.id)),
                PostgresArray.of(starts.map { "\($0.started.milliseconds)" }),
                PostgresArray.of(starts.map { $0.ended.map { "\($0.milliseconds)" } }),
                PostgresArray.of(starts.map(\.schedule)), PostgresArray.of(starts.map(\.profile)),
                PostgresArray.of(starts.map(\.record)),
            ], within: time)
    }

    /// The starts of other machines, the latest first.
    ///
    /// - Parameters:
    ///   - name: How the name of the machine ends whose starts are left out, after a `/`.
    ///   - since: Those that began then or later.
    /// - Returns: Their records, each with the name of its machine.
    /// - Throws: ``PostgresError``.
    package func starts(
        butOf name: String, since: ServiceInstant?, schedule: String? = nil, profile: String? = nil, limit: Int
    ) throws(PostgresError) -> [(machine: String, record: String)] {
        try connection.runNow(
            """
            SELECT machine, record FROM govscript.start
              WHERE machine NOT LIKE '%/' || $1 AND started >= $2::bigint AND ($3::text IS NULL OR schedule = $3)
                AND ($4::text IS NULL OR profile = $4)
              ORDER BY started DESC, id DESC LIMIT $5::bigint
            """,
            [name, "\(since?.milliseconds ?? .min)", schedule, profile, "\(limit)"], within: .seconds(15)
        ).compactMap { row in
            guard row.count == 2, let machine = row[0], let record = row[1] else { return nil }
            return (machine, record)
        }
    }

    /// Deletes the starts of all machines that began before a moment.
    ///
    /// - Throws: ``PostgresError``.
    package func delete(before moment: ServiceInstant) throws(PostgresError) {
        _ = try connection.runNow(
            "DELETE FROM govscript.start WHERE started < $1::bigint", ["\(moment.milliseconds)"], within: .seconds(15))
    }
}
