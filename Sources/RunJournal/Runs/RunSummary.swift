public import FoundationEssentials

/// What a journal holds, in numbers.
public struct RunSummary: Sendable, Hashable {
    /// Which run it is.
    public let identity: RunIdentity
    /// When the journal was made.
    public let created: Date
    /// How many items were begun, done, failed or are in doubt; those never begun are not known.
    ///
    /// A state without items is left out, and so are items that the last whole pass did not contain.
    public let items: [ItemState: Int]
    /// How many items failed, by the kind of their error; kinds without any are left out.
    public let failures: [String: Int]
    /// How many steps were recorded, of all items and states.
    public let steps: Int
    /// When the first item was begun; nil if none was.
    public let firstBegun: Date?
    /// When an item was begun or finished last; nil if none was.
    public let lastActivity: Date?
}
