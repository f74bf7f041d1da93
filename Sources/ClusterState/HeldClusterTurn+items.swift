import Dispatch
import HostLeases
import Postgres
import Synchronization

extension HeldClusterTurn {
    /// Asks for a turn once, and waits for nobody; the caller has the lock that keeps other processes of this machine
    /// away.
    ///
    /// - Parameters:
    ///   - lease: What was seen by earlier calls; the same again for the next one.
    ///   - gone: An owner that has ended, as an earlier call found.
    /// - Returns: The turn, or how it stands: `held` or `early`.
    /// - Throws: ``TurnFailure``.
    static func attempt(
        _ turns: ClusterTurns, _ owner: TurnOwner, _ lease: inout TurnLease, gone: inout String?
    ) throws(TurnFailure) -> Result<HeldClusterTurn, TurnInUse> {
        var outage = Outage(owner)
        while true {
            let sentAt = owner.now()
            let standing: TurnStanding
            do {
                standing = try turns.claim(lease.claim(gone: gone, now: sentAt))
            } catch {
                try outage.wait(after: error)
                continue
            }
            lease.received(standing, sentAt: sentAt, now: owner.now())
            if standing.outcome == .granted {
                let turn = HeldClusterTurn(turns, owner, lease, standing)
                turn.beatLater()
                return .success(turn)
            }
            // It was given back between the claim and the look at the row.
            if standing.outcome == .held, standing.owner == nil { continue }
            if let other = standing.owner, other != gone, owner.isOfThisMachine(other) {
                gone = other
                continue
            }
            return .failure(TurnInUse(standing: standing))
        }
    }

    /// Whether an item may be sent now, see ``TurnLease/isUsableForItems(now:)``.
    var isUsableForItems: Bool { state.withLock { $0.lease.isUsableForItems(now: owner.now()) } }

    /// The server that has answered last.
    var server: String { state.withLock { $0.standing.server } }

    /// How items stand; up to `most` of those that belong to no part are this one's from now on.
    ///
    /// - Parameters:
    ///   - subject: The run's, as a whole.
    ///   - part: The part at which this is the turn.
    ///   - keys: The SHA-256 of the items' keys, in hexadecimal digits.
    /// - Throws: ``TurnFailure``.
    func assign(
        _ subject: String, _ part: Int, _ keys: [String], most: Int
    ) throws(TurnFailure) -> ShareStanding {
        var outage = Outage(owner)
        while true {
            let (lease, standing) = state.withLock { ($0.lease, $0.standing) }
            guard case .held = lease.phase else { throw .overtaken(place: standing.place) }
            let own = lease.fill(TurnChange(copy: "", base: 0, revision: nil), now: owner.now())
            let answer: ShareStanding
            do {
                answer = try turns.assign(
                    subject,
                    ShareRequest(
                        part: part, owner: own.owner, epoch: own.epoch, keys: keys, most: most, calm: own.calm))
            } catch {
                try outage.wait(after: error)
                continue
            }
            if answer.outcome == .lost { throw .overtaken(place: "") }
            // What it says is not used before the turn is renewed there.
            if answer.server == server { return answer }
            try renew()
            if answer.server != server { try outage.wait(after: nil) }
        }
    }

    /// Renews the turn now.
    private func renew() throws(TurnFailure) {
        try queue.sync { () -> Result<Void, TurnFailure> in
            Result { () throws(TurnFailure) in
                let standing = state.withLock { $0.standing }
                let change = TurnChange(copy: standing.copy, base: standing.revision, revision: standing.revision)
                guard let answer = try? ask(change) else { return }
                if answer.outcome == .lost { throw .overtaken(place: answer.place) }
                if answer.outcome == .behind { state.withLock { $0.whenMissing }?(answer) }
            }
        }.get()
    }
}

/// A turn that another owner has, or that nobody can have yet.
struct TurnInUse: Error {
    let standing: TurnStanding
}

extension ClusterTurns {
    /// How items of a shared run stand, and which of them the caller's part gets.
    ///
    /// - Parameter subject: The run's, as a whole.
    /// - Throws: ``PostgresError``.
    func assign(_ subject: String, _ request: ShareRequest) throws(PostgresError) -> ShareStanding {
        let rows = try connection.runNow(
            """
            SELECT outcome, server, lossy, array_to_string(parts, ' ', '-'), array_to_string(states, ' ', '-'),
              array_to_string(attempts, ' ', '-')
              FROM govscript.assign($1, $2::int, $3, $4::bigint, $5::text[], $6::int, $7)
            """,
            [
                subject, request.part.map { "\($0)" }, request.owner, "\(request.epoch)",
                PostgresArray.of(request.keys), "\(request.most)", request.calm,
            ])
        guard let row = rows.first, row.count == 6, let outcome = row[0].flatMap(ShareStanding.Outcome.init),
            let server = row[1]
        else { throw connection.otherVersion }
        func numbers(_ column: Int) -> [Int?] { (row[column] ?? "").split(separator: " ").map { Int($0) } }
        let (parts, states, attempts) = (numbers(3), numbers(4), numbers(5))
        guard [parts.count, states.count, attempts.count].allSatisfy({ $0 == request.keys.count }) else {
            throw connection.otherVersion
        }
        let items = request.keys.indices.map { index in
            parts[index].map { ShareStanding.Item(part: $0, state: states[index], attempts: attempts[index] ?? 0) }
        }
        return ShareStanding(outcome, server: server, isLossy: row[2] == "t", items: items)
    }
}
