/// The parts of a run whose items several hosts share.
///
/// A part is a run of its own, with its turn and its rows; each item belongs to one part for good.
/// All calls wait on the calling thread.
package protocol SharedParts: Sendable {
    /// Those that there are, by number.
    ///
    /// - Throws: ``JournalError``.
    func list() throws -> [SharedPart]

    /// Takes the turn at a part if no owner that may live has it, without waiting for one.
    ///
    /// An owner that shows no sign of life counts as gone when it was watched for long enough, from the first of
    /// several calls on. The caller has the lock that keeps other processes of this machine away.
    ///
    /// - Throws: ``JournalError``: `elsewhere` if the run was begun without being shared.
    func take(_ part: Int) throws -> SharedPartClaim

    /// How items stand, by their keys; none is assigned.
    ///
    /// - Throws: ``JournalError``.
    func look(at keys: [[UInt8]]) throws -> SharedItems

    /// Waits for a moment.
    func rest()

    /// For how long nothing may change while others are waited for.
    var patience: Duration { get }

    /// Deletes the run with all assignments; its parts are forgotten before.
    ///
    /// - Throws: ``JournalError``.
    func forget() throws
}

/// A part of a run as it is listed.
package struct SharedPart: Sendable, Hashable {
    /// From 1.
    package let number: Int
    /// Which journal its rows follow, and how far.
    package let state: SharedState

    /// A part.
    package init(_ number: Int, _ state: SharedState) {
        self.number = number
        self.state = state
    }
}

/// What came of asking for a part.
package enum SharedPartClaim: Sendable {
    /// The caller has it.
    case taken(any SharedPartRun)
    /// Another process has it: where, in words.
    case held(place: String)
}

/// The turn of a process at a part.
package protocol SharedPartRun: SharedRun {
    /// How items stand, by their keys. Up to `most` of those that belong to no part are this one's from now on.
    ///
    /// - Throws: ``JournalError``: `overtaken` if another host has the part by now.
    func assign(_ keys: [[UInt8]], most: Int) throws -> SharedItems

    /// The server that has answered last: an item that another one has assigned is asked for again before it is begun.
    var server: String { get }

    /// Its number.
    var part: Int { get }

    /// What names the run until it is forgotten: another run of its name has another one.
    ///
    /// - Throws: ``JournalError``.
    func token() throws -> String

    /// Whether rows were refused because an item belongs to another part.
    var hasForeignItems: Bool { get }
}

/// How items stand.
package struct SharedItems: Sendable, Hashable {
    /// An item that belongs to a part.
    package struct Item: Sendable, Hashable {
        /// Which part.
        package let part: Int
        /// How far it is; nil if it was not begun.
        package let state: ItemState?
        /// How often it was begun.
        package let attempts: Int

        /// An item.
        package init(part: Int, state: ItemState?, attempts: Int) {
            self.part = part
            self.state = state
            self.attempts = attempts
        }
    }

    /// Names the server that has answered.
    package let server: String
    /// Whether nothing can be assigned yet, because the server has just taken over.
    package let isEarly: Bool
    /// The items, in the order in which they were asked for; nil for one that belongs to no part.
    package let items: [Item?]

    /// An answer.
    package init(server: String, isEarly: Bool, items: [Item?]) {
        self.server = server
        self.isEarly = isEarly
        self.items = items
    }
}
