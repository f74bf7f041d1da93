/// One call under way, its look-ups included: what it is allowed and what it has used up.
struct CallRun: Sendable {
    /// The call as the script wrote it.
    let name: String
    /// How long it is tried.
    var timeout: Duration
    /// Time used, waiting for slots and blocks left out.
    var spent = Duration.zero
    /// Requests sent.
    var attempts = 0
    /// Why a write of this call may have been done; nil once it was settled.
    var doubt: ApiError?
    /// Whether a write of this call was ever in doubt: a slow first one may still come in.
    var wasInDoubt = false
    /// How often each sort of limited repetition was used.
    var limited: [String: Int] = [:]

    init(_ name: String, timeout: Duration) {
        self.name = name
        self.timeout = timeout
    }

    var remaining: Duration { timeout - spent }

    mutating func doubted(_ error: ApiError) {
        doubt = error
        wasInDoubt = true
    }
}
