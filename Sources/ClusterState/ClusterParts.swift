import Hashing
import HostLeases
import Postgres
import RunJournal
import Synchronization
import Timekeeping

/// The parts of one run in PostgreSQL.
final class ClusterParts: SharedParts {
    private let connection: PostgresConnection
    private let owner: TurnOwner
    private let run: RunIdentity
    /// What was seen of parts that others have.
    private let seen = Mutex<[Int: (lease: TurnLease, gone: String?)]>([:])

    init(_ connection: PostgresConnection, _ owner: TurnOwner, _ run: RunIdentity) {
        self.connection = connection
        self.owner = owner
        self.run = run
    }

    var patience: Duration { owner.patience }

    func list() throws -> [SharedPart] {
        try asking { () throws(PostgresError) in
            try connection.runNow("SELECT part, copy, revision FROM govscript.parts($1)", [run.subject])
        }.compactMap { row in
            guard row.count == 3, let part = row[0].flatMap({ Int($0) }) else { return nil }
            return SharedPart(
                part, SharedState(copy: row[1] ?? "", revision: row[2].flatMap { Int64($0) } ?? 0))
        }
    }

    func take(_ part: Int) throws -> SharedPartClaim {
        let identity = run.part(part)
        let turns = ClusterTurns(connection, identity.subject, place: owner.place)
        var (lease, gone) = seen.withLock { $0[part] } ?? (TurnLease(owner: owner.name()), nil)
        var since: BootInstant?
        do throws(TurnFailure) {
            while true {
                switch try HeldClusterTurn.attempt(turns, owner, &lease, gone: &gone) {
                case .success(let turn):
                    seen.withLock { $0[part] = nil }
                    return .taken(ClusterPartRun(turn, run, part, in: self))
                case .failure(let inUse) where inUse.standing.outcome == .held:
                    seen.withLock { $0[part] = (lease, gone) }
                    return .held(place: inUse.standing.place)
                case .failure(let inUse):
                    try waitForCalm(inUse.standing, since: &since)
                }
            }
        } catch {
            throw error.journalError(identity.title)
        }
    }

    /// Waits a moment, as long as a new server grants nothing.
    private func waitForCalm(_ standing: TurnStanding, since: inout BootInstant?) throws(TurnFailure) {
        let timing = standing.timing
        let longest = timing.watch(standing.window) + timing.overlap
        if since == nil { owner.noteNewServer(longest) }
        let began = since ?? owner.now()
        since = began
        if owner.isStopping() { throw .stopped }
        if owner.now() - began >= max(owner.patience, longest * 2) { throw .store(.grantsNothingYet) }
        owner.pause(timing.beat / 3)
    }

    /// What names the run until it is forgotten.
    func token() throws -> String {
        let rows = try asking { () throws(PostgresError) in
            try connection.runNow("SELECT token FROM govscript.turn WHERE md5(subject) = md5($1)", [run.subject])
        }
        return rows.first?.first.flatMap(\.self) ?? ""
    }

    func look(at keys: [[UInt8]]) throws -> SharedItems {
        let turns = ClusterTurns(connection, run.subject, place: "")
        return SharedItems(
            try asking { () throws(PostgresError) in
                try turns.assign(run.subject, ShareRequest(part: nil, keys: keys.map { SHA256.hash($0).hex }))
            })
    }

    func rest() { owner.pause(.seconds(1)) }

    func forget() throws {
        let rows = try asking { () throws(PostgresError) in
            try connection.runNow("SELECT govscript.forget_whole($1)", [run.subject])
        }
        if rows.first?.first != "t", try !list().isEmpty {
            throw JournalError(
                .held, "a part of the run \(run.name) is in progress", hint: "Wait until it has ended, or stop it.")
        }
    }

    /// Repeats what may pass for as long as this process waits.
    private func asking<Value>(_ body: () throws(PostgresError) -> Value) throws -> Value {
        var outage = Outage(owner)
        while true {
            do throws(PostgresError) {
                return try body()
            } catch {
                do throws(TurnFailure) {
                    try outage.wait(after: error)
                } catch {
                    throw error.journalError(run.name)
                }
            }
        }
    }
}

extension SharedItems {
    init(_ standing: ShareStanding) {
        self.init(
            server: standing.server, isEarly: standing.outcome == .early,
            items: standing.items.map { item in
                item.map {
                    Item(part: $0.part, state: $0.state.flatMap(ItemState.init), attempts: $0.attempts)
                }
            })
    }
}
