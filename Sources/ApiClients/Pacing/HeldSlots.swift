import Synchronization

/// The slots that the tasks of this process hold, so that one which nobody holds is noticed and given back.
///
/// A transaction can be stored although it was reported as failed. Its slot would be lost for as long as the process
/// lives.
enum HeldSlots {
    private struct Key: Hashable {
        let holder: String
        let account: PacingAccount
    }

    // One for the process, as a holder's name is: an account's pacers need not know of each other.
    private static let held = Mutex<[Key: Set<Int64>]>([:])

    /// To be called inside the transaction that takes the slot, before another one can see it.
    static func add(_ id: Int64, of holder: String, _ account: PacingAccount) {
        held.withLock { _ = $0[Key(holder: holder, account: account), default: []].insert(id) }
    }

    static func remove(_ id: Int64, of holder: String, _ account: PacingAccount) {
        held.withLock { _ = $0[Key(holder: holder, account: account)]?.remove(id) }
    }

    static func contains(_ id: Int64, of holder: String, _ account: PacingAccount) -> Bool {
        held.withLock { $0[Key(holder: holder, account: account)]?.contains(id) ?? false }
    }
}
