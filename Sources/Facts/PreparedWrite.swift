/// A write whose intent has been chosen: it can be stored, sent, and looked up.
///
/// The intent's own type is known to these functions only. Whoever stores it sees its JSON.
package struct PreparedWrite<Output: Sendable>: Sendable {
    /// The intent as JSON.
    package let intent: @Sendable () throws -> String
    /// Sends it; `true` if an earlier process may have sent it before.
    package let perform: @Sendable (_ wasInDoubt: Bool) async throws -> Output
    /// Asks whether it was carried out.
    package let settle: @Sendable () async throws -> Settlement<Output>

    /// A write of three functions that share one intent.
    package init(
        intent: @escaping @Sendable () throws -> String,
        perform: @escaping @Sendable (_ wasInDoubt: Bool) async throws -> Output,
        settle: @escaping @Sendable () async throws -> Settlement<Output>
    ) {
        self.intent = intent
        self.perform = perform
        self.settle = settle
    }
}

/// How an intent is sent.
package struct Sending: Sendable {
    /// What the script allows for the whole write; nil for the service's own time.
    package var time: TimeAllowed?
    /// Whether an earlier process may have sent it: that request may still arrive, and a refusal may come from it.
    package var wasInDoubt: Bool

    /// The conditions of one sending.
    package init(within time: TimeAllowed? = nil, wasInDoubt: Bool = false) {
        self.time = time
        self.wasInDoubt = wasInDoubt
    }
}

/// How a write gets a name that its caller has left open.
package enum Naming: Sendable, Hashable {
    /// Any name that is likely to be free.
    case random
    /// The name that belongs to a seed under a key, so that the same step always asks for the same one; `isAgain` if
    /// the step was done before.
    case derived(seed: String, key: [UInt8], isAgain: Bool)
}

/// What a durable run has to know of a kind of write.
package struct WriteTraits: Sendable {
    /// Whether the same call with other content takes the place of the one before.
    package var supersedes: Bool
    /// Whether it is repeated until it is answered, so that an error does not say that it was not done.
    package var isRepeatable: Bool
    /// Whether something follows it whose end matters, such as an ingestion.
    package var hasSequel: Bool

    /// The traits of a write; none unless they are given.
    package init(supersedes: Bool = false, isRepeatable: Bool = false, hasSequel: Bool = false) {
        self.supersedes = supersedes
        self.isRepeatable = isRepeatable
        self.hasSequel = hasSequel
    }
}

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

/// How the content of a file that a write sends is told in a few characters.
package enum ContentForm: Sendable, Hashable {
    /// A digest at the speed of memory.
    case fast
    /// SHA-256 in hex digits, to be compared with what an earlier version has recorded.
    case sha256
}
