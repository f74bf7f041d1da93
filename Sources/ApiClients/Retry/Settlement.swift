/// What looking at a service says about a write in doubt.
package enum Settlement<Result: Sendable>: Sendable {
    /// It was done, with this result.
    case happened(Result)
    /// It was not done, and may be sent again.
    case notHappened
    /// It cannot be known, for this reason; it must not be sent again.
    case unknown(String)
}

extension Settlement: Equatable where Result: Equatable {}
