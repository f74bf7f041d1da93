package import HostLeases
package import Postgres
import Timekeeping

/// The turn at one run or dataset in PostgreSQL: carries out an owner's claims and changes, each as one transaction.
///
/// Every call may be repeated when its outcome is unknown: what was carried out is not carried out again. Calls wait on
/// their thread, which must be none of the concurrency pool's.
package struct ClusterTurns: Sendable {
    let connection: PostgresConnection
    private let subject: String
    private let place: String

    /// The turn at a subject behind a connection.
    ///
    /// - Parameters:
    ///   - connection: The connection.
    ///   - subject: What tells the run or dataset from others; any text without NUL.
    ///   - place: Where this host is, in words for people on others.
    package init(_ connection: PostgresConnection, _ subject: String, place: String) {
        self.connection = connection
        self.subject = subject
        self.place = place
    }

    /// Asks for the turn.
    ///
    /// - Throws: ``PostgresError``.
    package func claim(_ claim: TurnClaim) throws(PostgresError) -> TurnStanding {
        try standing(
            """
            SELECT * FROM govscript.claim(
              $1, $2, $3, $4, CASE WHEN govscript.server_name() = $8 THEN $5::bigint END, $6::bigint, $7)
            """,
            [
                subject, claim.owner, place, claim.gone, claim.suspect.map { "\($0.epoch)" },
                claim.suspect.map { "\($0.beat)" }, claim.calm, claim.server,
            ])
    }

    /// Renews the turn and stores what has changed.
    ///
    /// - Throws: ``PostgresError``; with code `notDurable` it is stored and nothing may be built upon it.
    package func store(_ change: TurnChange, within time: Duration = .seconds(5)) throws(PostgresError)
        -> TurnStanding
    {
        try standing(
            """
            SELECT * FROM govscript.store(
              $1, $2, $3, $4::bigint, $5::boolean, $6, $7::bigint, $8::bigint, $9::boolean, $10::boolean,
              $11::smallint[], $12::text[], $13::int[], $14::text[], $15, $16, $17::boolean)
            """,
            [
                subject, change.owner, place, "\(change.epoch)", "\(change.isValid)", change.copy, "\(change.base)",
                change.revision.map { "\($0)" }, "\(change.isPart)", "\(change.isReset)",
                PostgresArray.of(change.records.map { "\($0.kind)" }), PostgresArray.of(change.records.map(\.id)),
                PostgresArray.of(change.records.map { $0.state.map { "\($0)" } }),
                PostgresArray.of(change.records.map(\.content)), change.calm, change.server, "\(change.isLossy)",
            ], within: time)
    }

    /// Gives the turn back, after which anybody may have it; nothing happens if it is another owner's by now, or if the
    /// server lacks changes that were stored.
    ///
    /// - Parameter revision: The last change that was stored.
    /// - Throws: ``PostgresError``.
    package func giveBack(owner: String, epoch: Int64, revision: Int64) throws(PostgresError) {
        _ = try connection.runNow(
            "SELECT govscript.give_back($1, $2, $3::bigint, $4::bigint)",
            [subject, owner, "\(epoch)", "\(revision)"])
    }

    /// Deletes the turn of an owner with its records.
    ///
    /// - Throws: ``PostgresError``.
    package func forget(owner: String, epoch: Int64) throws(PostgresError) {
        _ = try connection.runNow("SELECT govscript.forget($1, $2, $3::bigint)", [subject, owner, "\(epoch)"])
    }

    /// Some records, by kind and identifier, after one of them; none at the end.
    ///
    /// - Throws: ``PostgresError``.
    package func load(after last: TurnRecord?, count: Int = 1_000) throws(PostgresError) -> [TurnRecord] {
        let rows = try connection.runNow(
            "SELECT kind, id, state, content FROM govscript.load($1, $2::smallint, $3, $4::int)",
            [subject, "\(last?.kind ?? -1)", last?.id ?? "", "\(count)"], within: .seconds(60))
        var records: [TurnRecord] = []
        for row in rows {
            guard row.count == 4, let kind = row[0].flatMap({ Int($0) }), let id = row[1] else {
                throw connection.otherVersion
            }
            records.append(TurnRecord(kind: kind, id: id, state: row[2].flatMap { Int($0) }, content: row[3]))
        }
        return records
    }

    private func standing(
        _ call: String, _ parameters: [String?], within time: Duration = .seconds(5)
    ) throws(PostgresError) -> TurnStanding {
        let rows = try connection.runNow(call, parameters, within: time)
        guard let row = rows.first, let standing = TurnStanding(answer: row) else { throw connection.otherVersion }
        return standing
    }
}

extension TurnStanding {
    /// Reads the columns of the type `standing`.
    fileprivate init?(answer row: [String?]) {
        guard row.count == 15, let outcome = row[0].flatMap(Outcome.init), let server = row[1] else { return nil }
        func number(_ column: Int) -> Int64? { row[column].flatMap { Int64($0) } }
        guard let lease = number(3), let delivery = number(4), let pause = number(5), let overlap = number(6),
            let window = number(7), let place = row[9], let epoch = number(10), let beat = number(11),
            let copy = row[12], let revision = number(13)
        else { return nil }
        let timing = LeaseTiming(
            lease: .milliseconds(lease), delivery: .milliseconds(delivery), pause: .milliseconds(pause),
            overlap: .milliseconds(overlap))
        self.init(
            outcome, server: server, isCalm: row[2] == "t", timing: timing, window: .microseconds(window),
            owner: row[8], place: place, epoch: epoch, beat: beat, copy: copy, revision: revision,
            isLossy: row[14] == "t")
    }
}
