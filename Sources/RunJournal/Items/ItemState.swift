/// How far an item of a run is.
public enum ItemState: Int, Sendable, Hashable, Codable, CaseIterable {
    /// Begun and not finished.
    case pending = 0
    /// Done, for good.
    case done = 1
    /// Failed; the next run tries it again.
    case failed = 2
    /// What it did cannot be known; never repeated by itself.
    case uncertain = 3

    /// The state as exports and tables show it.
    public var name: String {
        switch self {
        case .pending: "pending"
        case .done: "done"
        case .failed: "failed"
        case .uncertain: "uncertain"
        }
    }
}
