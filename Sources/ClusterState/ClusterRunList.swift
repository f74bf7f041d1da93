import FoundationEssentials
import HostLeases
package import Postgres
package import RunJournal

/// The runs that hosts share in PostgreSQL, for looking at them: no turn is taken, and nothing is changed.
///
/// Calls wait on their thread, which must be none of the concurrency pool's. Those of ``SharedRows`` throw
/// ``PostgresError``.
package struct ClusterRunList: SharedRows {
    private let connection: PostgresConnection

    /// The runs behind a connection.
    package init(_ connection: PostgresConnection) {
        self.connection = connection
    }

    private static let query = """
        SELECT t.subject, t.copy, t.revision, (extract(epoch FROM t.changed) * 1000)::bigint, t.owner, t.place,
            (SELECT string_agg(c.state || ' ' || c.count, ' ') FROM (
              SELECT r.state, count(*) FROM govscript.record r WHERE r.turn = t.id AND r.kind = $2::smallint GROUP BY 1
            ) c)
          FROM govscript.turn t
          WHERE (starts_with(t.subject, $1) OR t.part IS NOT NULL) AND (t.revision <> 0 OR t.owner IS NOT NULL)
        """

    /// All runs of which something is stored, or that somebody has begun, in no order.
    ///
    /// One statement, which counts the items there.
    ///
    /// - Throws: ``PostgresError``; the tables must be of this version.
    package func runs() throws(PostgresError) -> [SharedRunSummary] {
        let rows = try connection.runNow(Self.query, [RunIdentity.subjectBeginning, "\(JournalRow.itemKind)"])
        return rows.compactMap { row in
            guard row.count == 7, let identity = row[0].flatMap(RunIdentity.init(subject:)) else { return nil }
            let numbers = (row[6] ?? "").split(separator: " ").compactMap { Int($0) }
            var counts: [Int: Int] = [:]
            for index in stride(from: 0, to: numbers.count - 1, by: 2) { counts[numbers[index]] = numbers[index + 1] }
            return SharedRunSummary(
                identity, SharedState(copy: row[1] ?? "", revision: row[2].flatMap { Int64($0) } ?? 0), counts: counts,
                changed: row[3].flatMap { Double($0) }.map { Date(timeIntervalSince1970: $0 / 1000) },
                owner: row[4].map { SharedRunSummary.Owner(name: $0, place: row[5] ?? "") })
        }
    }

    package func state(of identity: RunIdentity) throws -> SharedState? {
        let rows = try connection.runNow(
            "SELECT copy, revision FROM govscript.turn WHERE md5(subject) = md5($1)", [identity.subject])
        guard let row = rows.first, row.count == 2, let copy = row[0], let revision = row[1].flatMap({ Int64($0) })
        else { return nil }
        return SharedState(copy: copy, revision: revision)
    }

    package func load(_ identity: RunIdentity, _ body: ([JournalRow]) throws -> Void) throws {
        let turns = ClusterTurns(connection, identity.subject, place: "")
        var last: TurnRecord?
        while true {
            let records = try turns.load(after: last)
            if records.isEmpty { return }
            try body(records.map { JournalRow(kind: $0.kind, id: $0.id, state: $0.state, content: $0.content) })
            last = records.last
        }
    }
}
