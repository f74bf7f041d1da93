import SQLite

/// Those of this process who wait for a transaction on the slot file.
///
/// One leads: its task carries out what all who came by then want, in one transaction, and passes the lead on to the
/// next who has come meanwhile. So the file is locked and written once for all of them, nobody's thread waits for
/// another's, and who comes alone pays for nothing but the transaction.
struct TransactionQueue: Sendable {
    /// What somebody who came is told.
    enum Turn: Sendable {
        /// To carry out its own and everybody else's.
        case leads
        /// That its part was carried out, or what became of it.
        case ended((any Error)?)
    }

    /// One caller's part of a transaction.
    typealias Part = @Sendable (Database) throws -> Void

    /// Somebody who waits for the leader.
    struct Follower: Sendable {
        let part: Part
        let turn: CheckedContinuation<Turn, Never>
    }

    /// In the order of their coming.
    private(set) var followers: [Follower] = []
    private var isLed = false

    /// Whether the caller leads; otherwise it was added to those who wait.
    mutating func comes(_ follower: Follower) -> Bool {
        defer { isLed = true }
        if isLed { followers.append(follower) }
        return !isLed
    }

    /// Takes out the first `count` who wait, and who leads after them; nobody leads if that is nil.
    mutating func passOn(after count: Int) -> (ended: ArraySlice<Follower>, next: Follower?) {
        let ended = followers.prefix(count)
        followers.removeFirst(count)
        let next = followers.isEmpty ? nil : followers.removeFirst()
        isLed = next != nil
        return (ended, next)
    }
}
