/// What a host tells the store at a beat, and asks of it, for one account.
package struct SlotSync: Sendable, Hashable {
    /// A row of a slot or of a member as somebody saw it; the store acts on it only if it has not changed.
    package struct Sighting<Subject: Sendable & Hashable>: Sendable, Hashable {
        /// The slot's number or the member's name.
        package var subject: Subject
        /// How often the slot has changed hands; 0 for a member.
        package var epoch: Int64
        /// Counts the holder's beats.
        package var beat: Int64

        /// What was seen.
        package init(_ subject: Subject, epoch: Int64 = 0, beat: Int64) {
            self.subject = subject
            self.epoch = epoch
            self.beat = beat
        }
    }

    /// The host's name, which no other host has or will have.
    package let holder: String
    /// Counts the syncs of this holder, so that one that comes late, after a later one, is refused.
    package var sequence: Int64
    /// The limit that the host was told to keep.
    package var limit: SlotLimit
    /// How many slots it could use now.
    package var want: Int
    /// The slots that it keeps, with their epochs; any other one of its own is given back.
    package var held: [Int: Int64]
    /// Whether its lease was valid when this was sent: after a failover such slots are put back.
    package var isValid: Bool
    /// How many slots it asks for.
    package var take: Int
    /// The server that rows were watched on, which alone acts on ``suspects`` and ``silent``: another one may have
    /// forgotten beats, and counts them once more.
    package var server: String?
    /// Rows of other holders that it has watched unchanged for long enough.
    package var suspects: [Sighting<Int>]
    /// Members that it has watched silent for as long.
    package var silent: [Sighting<String>]
    /// The server that it has watched for so long that no lease of an earlier one is in use; nil if none.
    package var calm: String?
    /// For how long the service refuses everything, if this host has found that out since its last beat.
    package var block: Duration?
}

/// How many requests may arrive in any window, as one host was told.
package struct SlotLimit: Sendable, Hashable, Codable {
    /// How many; at least one.
    package var slots: Int
    /// The window's length.
    package var window: Duration
    /// Whether a person chose it: that counts more than a default.
    package var isConfigured: Bool

    /// A limit.
    package init(_ slots: Int, per window: Duration, isConfigured: Bool = false) {
        self.slots = max(1, slots)
        self.window = window
        self.isConfigured = isConfigured
    }
}

/// What the store knows of one account, as it answers a sync.
package struct SlotTable: Sendable, Hashable {
    /// One slot.
    package struct Row: Sendable, Hashable {
        /// Its number, from 1.
        package var number: Int
        /// Who has it; nil if it is free.
        package var holder: String?
        /// How often it has changed hands.
        package var epoch: Int64
        /// Counts the holder's beats.
        package var beat: Int64

        /// A row.
        package init(_ number: Int, holder: String?, epoch: Int64, beat: Int64) {
            self.number = number
            self.holder = holder
            self.epoch = epoch
            self.beat = beat
        }
    }

    /// One host.
    package struct Member: Sendable, Hashable {
        /// The host's name.
        package var holder: String
        /// How many slots it could use.
        package var want: Int
        /// The number of its last sync.
        package var beat: Int64

        /// A member.
        package init(_ holder: String, want: Int, beat: Int64) {
            self.holder = holder
            self.want = want
            self.beat = beat
        }
    }

    /// Names the server that has answered, and its start.
    ///
    /// A number that is counted up in the store would not do: that a server has counted is lost like any other commit.
    package var server: String
    /// Whether no lease that an earlier server has granted can be in use any more.
    package var isCalm: Bool
    /// The timing that all hosts keep.
    package var timing: LeaseTiming
    /// The limit in force.
    package var limit: SlotLimit
    /// Counts the blocks that hosts have told of.
    package var block: Int64
    /// How long the latest of them was when it was told of.
    package var blockLength: Duration
    /// All slots.
    package var rows: [Row]
    /// All hosts.
    package var members: [Member]

    /// A table.
    package init(
        server: String, isCalm: Bool, timing: LeaseTiming, limit: SlotLimit, block: Int64, blockLength: Duration,
        rows: [Row], members: [Member]
    ) {
        self.server = server
        self.isCalm = isCalm
        self.timing = timing
        self.limit = limit
        self.block = block
        self.blockLength = blockLength
        self.rows = rows
        self.members = members
    }
}
