/// What a host asks of the store to have a turn: the right to work on a run or a dataset, which one owner at a time
/// has.
package struct TurnClaim: Sendable, Hashable {
    /// The owner's name, which no other owner has or will have.
    package var owner: String
    /// The owner that is known to have ended, by a lock on this machine; nil if none is.
    package var gone: String?
    /// The row that was watched unchanged for long enough; nil if none was.
    package var suspect: SlotSync.Sighting<String>?
    /// The server that it was watched on, which alone acts on it: another one may have forgotten beats, and counts them
    /// once more.
    package var server: String?
    /// The server that was watched for so long that no lease of an earlier one is in use; nil if none was.
    package var calm: String?

    /// A claim.
    package init(
        owner: String, gone: String? = nil, suspect: SlotSync.Sighting<String>? = nil, server: String? = nil,
        calm: String? = nil
    ) {
        self.owner = owner
        self.gone = gone
        self.suspect = suspect
        self.server = server
        self.calm = calm
    }
}

/// One row that an owner keeps in the store, as text that only hosts read.
package struct TurnRecord: Sendable, Hashable {
    /// The sort of row, 0 to 100.
    package var kind: Int
    /// Which one of its kind.
    package var id: String
    /// A number to be counted by; nil if it has none.
    package var state: Int?
    /// The row; nil to delete it.
    package var content: String?

    /// A row.
    package init(kind: Int, id: String, state: Int? = nil, content: String?) {
        self.kind = kind
        self.id = id
        self.state = state
        self.content = content
    }
}

/// What an owner stores, or a beat if there is nothing to store.
package struct TurnChange: Sendable, Hashable {
    /// The owner's name.
    package var owner: String
    /// How often the turn has changed hands, with this owner.
    package var epoch: Int64
    /// Whether its lease was valid when this was sent: after a failover a turn that was forgotten is put back.
    package var isValid: Bool
    /// Names the local journal that the records follow.
    package var copy: String
    /// The change of that journal up to which the store has everything; with ``isReset`` the last one that is put back.
    package var base: Int64
    /// The last change that this completes; nil if more of it follows, or below zero after a reset.
    package var revision: Int64?
    /// Whether it is one of several parts; the last one has the ``revision``.
    package var isPart = false
    /// Whether all that is there is deleted first, unless it has the change ``base``.
    package var isReset = false
    /// Rows, each with a kind and id of its own.
    package var records: [TurnRecord] = []
    /// See ``TurnClaim/calm``.
    package var calm: String?
    /// The server that has answered last; nil before the first answer.
    package var server: String?
    /// Whether another owner may have had the turn on a server that is lost, see ``TurnLease/isLossy``.
    package var isLossy = false

    /// A change; what its lease says of it is left open.
    package init(
        owner: String = "", epoch: Int64 = 0, isValid: Bool = false, copy: String, base: Int64, revision: Int64?,
        isPart: Bool = false, isReset: Bool = false, records: [TurnRecord] = [], calm: String? = nil
    ) {
        self.owner = owner
        self.epoch = epoch
        self.isValid = isValid
        self.copy = copy
        self.base = base
        self.revision = revision
        self.isPart = isPart
        self.isReset = isReset
        self.records = records
        self.calm = calm
    }
}

extension TurnChange {
    /// Whether nothing is missing once it is stored; a beat says nothing of that.
    var completes: Bool { (revision ?? -1) >= 0 && (isReset || isPart || base < (revision ?? base)) }
}

/// How a turn stands after a claim or a change, and what came of it.
package struct TurnStanding: Sendable, Hashable {
    /// What came of it.
    package enum Outcome: String, Sendable, Hashable {
        /// The caller has the turn.
        case granted
        /// Another owner has it.
        case held
        /// A server that has just taken over grants nothing yet.
        case early
        /// The change is in the store.
        case stored
        /// The store is at another change than this one follows, and nothing was stored.
        case behind
        /// The caller's turn is over, and nothing was stored.
        case lost
    }

    /// What came of it.
    package var outcome: Outcome
    /// Names the server that has answered, and its start.
    package var server: String
    /// Whether no lease of an earlier server can be in use any more.
    package var isCalm: Bool
    /// The timing that all hosts keep.
    package var timing: LeaseTiming
    /// The longest window of any limit.
    package var window: Duration
    /// Who has the turn; nil if it is free.
    package var owner: String?
    /// Where the owner is, in words; empty if nothing is known.
    package var place: String
    /// How often the turn has changed hands.
    package var epoch: Int64
    /// Counts the owner's calls.
    package var beat: Int64
    /// Names the local journal that the records follow; empty if there never was one.
    package var copy: String
    /// The last change of that journal that is in the store; below zero if the records are not whole.
    package var revision: Int64
    /// Whether a failover may ever have lost the last records of an owner that has ended.
    package var isLossy: Bool

    /// A standing.
    package init(
        _ outcome: Outcome, server: String, isCalm: Bool, timing: LeaseTiming, window: Duration = .zero,
        owner: String?, place: String = "", epoch: Int64, beat: Int64, copy: String, revision: Int64,
        isLossy: Bool = false
    ) {
        self.outcome = outcome
        self.server = server
        self.isCalm = isCalm
        self.timing = timing
        self.window = window
        self.owner = owner
        self.place = place
        self.epoch = epoch
        self.beat = beat
        self.copy = copy
        self.revision = revision
        self.isLossy = isLossy
    }
}
