/// One kind of request with the rules for its repetition.
struct Operation<Value: Sendable>: Sendable {
    /// What an attempt says about the operation.
    enum Verdict {
        case done(Value)
        /// It may be sent again; `limit` names and bounds a sort of repetition.
        case again(ApiError, limit: (name: String, times: Int)? = nil)
        /// It may have been done.
        case doubtful(ApiError)
        /// It was refused, and would be again.
        case refused(ApiError)
    }

    /// Whether sending it twice does no harm.
    var isRepeatable: Bool
    /// Makes the request of the next attempt; may make calls itself.
    var request: @Sendable (inout CallRun) async throws -> HTTPRequest
    /// Judges an answer; the answers that every service gives alike are judged before.
    var judge: @Sendable (HTTPResponse) -> Verdict
    /// Finds out about a doubt; nil if nothing can.
    var settle: (@Sendable (inout CallRun) async throws -> Settlement<Value>)?
    /// Whether a refusal may come from an earlier sending of the same, so that it is looked into.
    var looksInto: @Sendable (ApiError) -> Bool = { _ in false }
}

extension Operation.Verdict {
    /// A refusal instead of one repetition too many.
    func limited(by run: inout CallRun) -> Self {
        guard case .again(let error, let limit?) = self else { return self }
        run.limited[limit.name, default: 0] += 1
        return run.limited[limit.name, default: 0] > limit.times ? .refused(error) : self
    }
}
