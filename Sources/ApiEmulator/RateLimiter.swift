import Synchronization

/// Counts requests in a sliding window, per account, as they arrive.
final class RateLimiter: Sendable {
    /// The rule for one kind of request.
    struct Rule: Sendable {
        let requests: Int
        let window: Duration
        /// How long everything is refused after the request that went over the limit.
        let block: Duration
    }

    private struct Usage {
        var arrivals: [Timestamp] = []
        var blockedUntil: Timestamp?
    }

    private let usage = Mutex<[String: Usage]>([:])

    /// Counts one request and says whether it is let in.
    ///
    /// A refused request is not counted.
    func admits(_ account: String, at arrival: Timestamp, by rule: Rule) -> Bool {
        guard rule.requests > 0 else { return true }
        return usage.withLock { usage in
            var own = usage[account, default: Usage()]
            defer { usage[account] = own }
            if let end = own.blockedUntil {
                guard arrival >= end else { return false }
                own.blockedUntil = nil
            }
            own.arrivals.removeAll { arrival - $0 >= rule.window }
            guard own.arrivals.count < rule.requests else {
                if rule.block > .zero { own.blockedUntil = arrival + rule.block }
                return false
            }
            own.arrivals.append(arrival)
            return true
        }
    }
}
