import SQLite

/// How far an item of a run is.
///
/// The raw value is what journals hold.
public enum ItemState: Int, Sendable, Hashable, Codable, CaseIterable {
    /// Begun and not finished.
    case pending = 0
    /// Done, for good.
    case done = 1
    /// Failed; the next run tries it again.
    case failed = 2
    /// What it did cannot be known; never repeated by itself.
    case uncertain = 3

    /// What is added to the number of an item's state while the last whole pass did not contain the item.
    static let gone = 8

    /// The state of a number in a journal, and whether the item has gone.
    static func of(_ number: Int) throws -> (state: ItemState, isGone: Bool) {
        guard let state = ItemState(rawValue: number % gone) else {
            throw SQLiteError(.corrupt, "an item has a state that does not exist")
        }
        return (state, number >= gone)
    }

    /// The state as exports and tables show it: `pending`, `done`, `failed`, `uncertain`.
    public var name: String {
        switch self {
        case .pending: "pending"
        case .done: "done"
        case .failed: "failed"
        case .uncertain: "uncertain"
        }
    }
}
