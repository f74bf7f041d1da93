/// One kind of request with the rules for its repetition.
struct Operation<Value: Sendable>: Sendable {
    /// What an attempt says about the operation.
    enum Verdict {
        case done(Value)
        /// It was not executed; `limit` bounds a sort of repetition.
        case notExecuted(ApiError, limit: RepetitionLimit? = nil)
        /// It may have been executed.
        case doubtful(ApiError)
        /// It was refused, and would be again.
        case refused(ApiError, RetryRules.Refusal = .plain)
    }

    /// What it does, which decides how it may be repeated.
    var effect: RequestEffect
    /// Makes the request of the next attempt; may make calls itself.
    var request: @Sendable (inout CallAttempts) async throws -> HTTPRequest
    /// Judges an answer; the answers that every service gives alike are judged before.
    var judge: @Sendable (HTTPResponse) -> Verdict
    /// Finds out about a doubt; nil if nothing can.
    var settle: (@Sendable (inout CallAttempts) async throws -> Settlement<Value>)?
    /// Is told for how long a request that was given up may still arrive.
    var doubted: @Sendable (Duration) -> Void = { _ in }

    var rules: RetryRules { RetryRules(effect: effect, canLook: settle != nil) }
}

extension Operation.Verdict {
    /// A refusal instead of one repetition too many.
    func limited(by run: inout CallAttempts) -> Self {
        guard case .notExecuted(let error, let limit?) = self else { return self }
        run.repetitions[limit, default: 0] += 1
        return run.repetitions[limit, default: 0] > limit.times ? .refused(error) : self
    }
}
