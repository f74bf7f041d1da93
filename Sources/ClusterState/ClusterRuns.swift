import HostLeases
package import Postgres
package import RunJournal

/// The runs that hosts share in PostgreSQL.
package struct ClusterRuns: SharedRuns {
    private let connection: PostgresConnection
    private let owner: TurnOwner

    /// The runs behind a connection, for a process.
    package init(_ connection: PostgresConnection, _ owner: TurnOwner) {
        self.connection = connection
        self.owner = owner
    }

    package func take(_ identity: RunIdentity) throws -> any SharedRun {
        do throws(TurnFailure) {
            let turn = try HeldClusterTurn.take(connection, identity.subject, owner)
            if let part = identity.part {
                return ClusterPartRun(turn, identity.whole, part, in: ClusterParts(connection, owner, identity.whole))
            }
            return ClusterRun(turn, identity.name)
        } catch {
            throw error.journalError(identity.title)
        }
    }

    package func parts(of identity: RunIdentity) -> (any SharedParts)? {
        ClusterParts(connection, owner, identity.whole)
    }
}

/// The turn at one run.
final class ClusterRun: SharedRun {
    private let turn: HeldClusterTurn
    private let name: String

    init(_ turn: HeldClusterTurn, _ name: String) {
        self.turn = turn
        self.name = name
    }

    var found: SharedState { SharedState(turn.taken) }

    var mayStillSend: Bool { turn.isUsable }

    var mayLackRows: Bool { turn.isLossy }

    func load(_ body: ([JournalRow]) throws -> Void) throws {
        do {
            try turn.load { records in
                try body(
                    records.map { JournalRow(kind: $0.kind, id: $0.id, state: $0.state, content: $0.content) })
            }
        } catch let failure as TurnFailure {
            throw failure.journalError(name)
        }
    }

    func store(_ part: JournalPart) throws -> SharedState? {
        let change = TurnChange(
            copy: part.copy, base: part.base, revision: part.revision, isPart: part.isPart, isReset: part.isReset,
            records: part.rows.map { TurnRecord(kind: $0.kind, id: $0.id, state: $0.state, content: $0.content) })
        do throws(TurnFailure) {
            let standing = try turn.store(change)
            return standing.outcome == .stored ? nil : SharedState(standing)
        } catch {
            throw error.journalError(name)
        }
    }

    func whenMissing(_ body: @escaping @Sendable (SharedState) -> Void) {
        turn.whenMissing { body(SharedState($0)) }
    }

    func giveBack() { turn.giveBack() }

    func forget() throws {
        do throws(TurnFailure) {
            try turn.forget()
        } catch {
            throw error.journalError(name)
        }
    }
}

extension SharedState {
    fileprivate init(_ standing: TurnStanding) {
        self.init(copy: standing.copy, revision: standing.revision)
    }
}

extension TurnFailure {
    /// In words about a run.
    func journalError(_ run: String) -> JournalError {
        switch self {
        case .held(let place):
            JournalError(
                .held, "the run \(run) is in progress on another machine: \(place)",
                hint: "Wait until it has ended, or stop it.")
        case .overtaken(let place):
            JournalError(
                .overtaken,
                "the run \(run) was taken over by another machine\(place.isEmpty ? "" : ": \(place)"); "
                    + "nothing more is sent here",
                hint: "This process stood still, or could not reach PostgreSQL, for too long. That machine continues "
                    + "the run.")
        case .store(let error) where error.code == .refused(state: "GS001"):
            JournalError(
                .overtaken, "an item of the run \(run) belongs to another machine's part; nothing more is sent here",
                hint: "PostgreSQL has failed over and lost what was assigned, or the run was forgotten. Run it again.")
        case .store(let error) where error.code == .refused(state: "GS002"):
            JournalError(
                .elsewhere, "several machines share the items of the run \(run)",
                hint: "Start it with share = true, or give it another name.")
        case .store(let error) where error.code == .refused(state: "GS003"):
            // Of a part, whose number is left out; the name itself may have the sign.
            JournalError(
                .elsewhere,
                "the run \(run.prefix(upTo: run.lastIndex(of: "#") ?? run.endIndex)) was begun without share = true",
                hint: "Finish it as it was begun, or give it another name.")
        case .store(let error):
            JournalError(
                .held, "the run \(run) cannot be recorded for other machines: \(error.description)", hint: error.hint)
        case .stopped: JournalError(.held, "the run \(run) was stopped while it waited for PostgreSQL")
        }
    }
}
