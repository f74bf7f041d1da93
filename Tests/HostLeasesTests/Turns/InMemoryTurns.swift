import HostLeases
import Timekeeping

/// The turns and their records with the meaning of the SQL functions `claim`, `store`, `give_back` and `assign`: one
/// call, one transaction.
///
/// A copy is what a standby server has.
struct InMemoryTurns {
    /// Names this start of this server.
    var incarnation: String
    var timing: LeaseTiming
    /// Whether owner and epoch are compared; off in the test that shows why.
    var isFenced = true
    /// Whether a standby has everything that was answered.
    var isSynchronous = false
    /// Whether records of items of another part are refused; off in the test that shows why.
    var keepsItems = true
    /// Whether a new server assigns nothing before it is calm; off in the test that shows why.
    var assignsWhenCalm = true
    var shares: [String: Share] = [:]
    private var calm: String
    var turns: [String: Turn] = [:]
    private var isRefused = false

    struct RecordKey: Hashable, Comparable {
        let kind: Int
        let id: String

        static func < (first: RecordKey, second: RecordKey) -> Bool {
            (first.kind, first.id) < (second.kind, second.id)
        }
    }

    struct Turn {
        var owner: String?
        var epoch: Int64 = 0
        var beat: Int64 = 0
        var copy = ""
        var revision: Int64 = 0
        var server: String
        var isSafe: Bool
        var isLossy = false
        var records: [RecordKey: TurnRecord] = [:]
    }

    init(incarnation: String = "first", timing: LeaseTiming) {
        self.incarnation = incarnation
        self.timing = timing
        calm = incarnation
    }

    mutating func enter(_ calmServer: String?) -> Bool {
        if calmServer == incarnation { calm = incarnation }
        return calm == incarnation
    }

    var isCalm: Bool { calm == incarnation }

    private func standing(_ outcome: TurnStanding.Outcome, _ turn: Turn?) -> TurnStanding {
        TurnStanding(
            outcome, server: incarnation, isCalm: calm == incarnation, timing: timing, owner: turn?.owner,
            epoch: turn?.epoch ?? 0, beat: turn?.beat ?? 0, copy: turn?.copy ?? "", revision: turn?.revision ?? 0,
            isLossy: turn?.isLossy ?? false)
    }

    mutating func claim(_ subject: String, _ claim: TurnClaim) -> TurnStanding {
        let isCalm = enter(claim.calm)
        if isCalm, turns[subject] == nil { make(subject) }
        guard var turn = turns[subject] else { return standing(.early, nil) }
        let isWatched =
            claim.server == incarnation
            && claim.suspect.map { $0.epoch == turn.epoch && $0.beat == turn.beat } ?? false
        guard isCalm else { return standing(.early, turn) }
        guard turn.owner == nil || turn.owner == claim.owner || turn.owner == claim.gone || isWatched else {
            return standing(.held, turn)
        }
        if turn.owner != nil, !turn.isSafe, turn.server != incarnation { turn.isLossy = true }
        if turn.owner != claim.owner {
            turn.epoch += 1
            begin(subject)
        }
        turn.owner = claim.owner
        turn.beat += 1
        turns[subject] = turn
        return standing(.granted, turn)
    }

    /// - Returns: nil if a record is of an item that belongs to another part.
    mutating func tryToStore(_ subject: String, _ change: TurnChange) -> TurnStanding? {
        let before = self
        let isCalm = enter(change.calm)
        let mayAssert = change.isValid && !isCalm
        if mayAssert, turns[subject] == nil { make(subject) }
        guard var turn = turns[subject] else { return standing(.lost, nil) }
        let isOwn = turn.owner == change.owner && turn.epoch == change.epoch
        guard isOwn || !isFenced || mayAssert && turn.epoch < change.epoch else { return standing(.lost, turn) }
        let outcome = apply(change, to: &turn, subject)
        if keepsItems, isRefused {
            self = before
            return nil
        }
        isRefused = false
        if isFenced || isOwn {
            if turn.owner != change.owner { begin(subject) }
            turn.owner = change.owner
            turn.epoch = change.epoch
        }
        turn.beat += 1
        if change.isLossy, !turn.isSafe { turn.isLossy = true }
        if outcome == .stored, turn.revision >= 0, change.revision != nil, change.server == incarnation {
            turn.server = incarnation
            turn.isSafe = isSynchronous
        }
        turns[subject] = turn
        return standing(outcome, turn)
    }

    mutating func store(_ subject: String, _ change: TurnChange) -> TurnStanding {
        tryToStore(subject, change) ?? standing(.lost, turns[subject])
    }

    mutating func giveBack(_ subject: String, owner: String, epoch: Int64, revision: Int64) {
        guard let turn = turns[subject], turn.owner == owner, turn.epoch == epoch, turn.revision >= revision else {
            return
        }
        turns[subject]?.owner = nil
        turns[subject]?.beat += 1
        rest(subject)
    }

    func records(_ subject: String) -> [TurnRecord] {
        (turns[subject]?.records ?? [:]).sorted { $0.key < $1.key }.map(\.value)
    }

    private mutating func apply(_ change: TurnChange, to turn: inout Turn, _ subject: String) -> TurnStanding.Outcome {
        if change.isReset {
            guard turn.revision < change.base else { return .stored }
            for record in turn.records.values { dropItem(record, subject) }
            turn.records = [:]
            turn.revision = -1
        } else {
            guard turn.revision >= change.base, !change.isPart || turn.revision == change.base else { return .behind }
            let isNew = change.revision.map { turn.revision < $0 } ?? false
            guard change.isPart || turn.copy != change.copy || isNew else { return .stored }
        }
        for record in change.records {
            let key = RecordKey(kind: record.kind, id: record.id)
            if record.content == nil, let old = turn.records[key] { dropItem(old, subject) }
            if record.content != nil, !keepItem(record, subject) { isRefused = true }
            turn.records[key] = record.content == nil ? nil : record
        }
        turn.copy = change.copy
        turn.revision = change.revision ?? turn.revision
        return .stored
    }
}
