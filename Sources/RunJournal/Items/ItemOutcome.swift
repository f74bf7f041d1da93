/// How an item ended.
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
