/// What became of a write whose answer is missing.
package enum Settlement<Result: Sendable>: Sendable {
    /// It was done, with this result.
    case happened(Result)
    /// It was not done, and may be sent again.
    case notHappened
    /// It cannot be known, for this reason; it must not be sent again.
    case unknown(String)

    /// The same with another form of the result.
    package func map<Other: Sendable>(_ transform: (Result) throws -> Other) rethrows -> Settlement<Other> {
        switch self {
        case .happened(let result): .happened(try transform(result))
        case .notHappened: .notHappened
        case .unknown(let reason): .unknown(reason)
        }
    }
}

extension Settlement: Equatable where Result: Equatable {}
