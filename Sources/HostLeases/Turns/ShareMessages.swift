/// What a host asks of the store about items of a run that several hosts share.
///
/// Each item belongs to one part of the run, from when the owner of a part first asks for it until the run is
/// forgotten.
package struct ShareRequest: Sendable, Hashable {
    /// The caller's part; nil to look only.
    package var part: Int?
    /// Its owner's name.
    package var owner: String
    /// How often the turn at the part has changed hands, with this owner.
    package var epoch: Int64
    /// The SHA-256 of the items' keys, in hexadecimal digits.
    package var keys: [String]
    /// How many of those that belong to no part the caller's gets, in their order.
    package var most: Int
    /// See ``TurnClaim/calm``.
    package var calm: String?

    /// A request.
    package init(
        part: Int?, owner: String = "", epoch: Int64 = 0, keys: [String], most: Int = 0, calm: String? = nil
    ) {
        self.part = part
        self.owner = owner
        self.epoch = epoch
        self.keys = keys
        self.most = most
        self.calm = calm
    }
}

/// How items stand.
package struct ShareStanding: Sendable, Hashable {
    /// What came of a request.
    package enum Outcome: String, Sendable, Hashable {
        /// It was carried out.
        case stored
        /// A server that has just taken over assigns nothing yet.
        case early
        /// The caller's turn is over.
        case lost
    }

    /// An item that belongs to a part.
    package struct Item: Sendable, Hashable {
        /// Which part.
        package var part: Int
        /// The state of its record; nil if there is none.
        package var state: Int?
        /// How often it was begun.
        package var attempts: Int

        /// An item.
        package init(part: Int, state: Int?, attempts: Int) {
            self.part = part
            self.state = state
            self.attempts = attempts
        }
    }

    /// What came of the request.
    package var outcome: Outcome
    /// Names the server that has answered, and its start.
    package var server: String
    /// Whether assignments may have been lost with a server: an item of which nothing is recorded may have been begun.
    package var isLossy: Bool
    /// The items, in the order of the request; nil for one that belongs to no part.
    package var items: [Item?]

    /// A standing.
    package init(_ outcome: Outcome, server: String, isLossy: Bool, items: [Item?]) {
        self.outcome = outcome
        self.server = server
        self.isLossy = isLossy
        self.items = items
    }
}
