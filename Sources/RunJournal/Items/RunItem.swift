/// An item as a pass over a run found it: what its steps and its end are recorded under.
///
/// A value of one pass; the next one gives another for the same key.
public struct RunItem: Sendable, Hashable {
    /// Its number in the order of first appearance, from 1 on; there may be gaps.
    ///
    /// It stays the same in every pass.
    public let ordinal: Int64
    /// Its key.
    public let key: String
    /// Where it stands now: `links.csv:7413`.
    public let place: String?
    /// How far it was before this pass; nil if it was never begun.
    ///
    /// To begin one that is done forgets its steps and keeps its result until it is done again.
    public let standing: ItemState?
    /// Whether the content differs from that of the last time; false for a new one.
    ///
    /// By the digest that ``ItemPass/item(_:digest:place:)`` was given.
    public let isChanged: Bool
    let digest: [UInt8]
    /// What it is, as text that is recorded when it is begun and that nothing here reads; nil keeps what is recorded.
    package var cells: String?

    /// How messages name it: `item "a" (links.csv:7413)`.
    public var title: String { "item \"\(key)\"" + (place.map { " (\($0))" } ?? "") }
}

/// A key by its bytes: texts that Swift takes for equal may be two keys.
struct ItemKey: Hashable, Sendable {
    let bytes: [UInt8]

    init(_ key: String) { bytes = Array(key.utf8) }
}

/// How an item ended.
///
/// An item without an end is pending: the next pass does it, settling its steps first.
public enum ItemOutcome: Sendable, Hashable {
    /// With a result, as JSON text.
    case done(result: String?)
    /// With an error, as JSON text, of a kind that summaries count by.
    case failed(kind: String, error: String)
    /// With an error after which it is not known what happened.
    case uncertain(error: String)

    var state: ItemState {
        switch self {
        case .done: .done
        case .failed: .failed
        case .uncertain: .uncertain
        }
    }
}
