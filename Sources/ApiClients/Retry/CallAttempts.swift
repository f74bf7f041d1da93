import Synchronization
import Timekeeping

/// One call in progress, its looks included: what it is allowed, what it has used up, and what became of its write.
struct CallAttempts: Sendable {
    /// The call as the script wrote it.
    let name: String
    /// Which call of the process it is, in the order of their beginning.
    let number: Int
    /// How long it is tried.
    var timeout: Duration
    /// When all of it ends; nil for a call that was given no time, whose waits for slots do not count.
    var within: CallTime?
    /// Time used for requests and pauses, waiting for slots and blocks left out.
    var spent = Duration.zero
    /// Requests sent.
    var attempts = 0
    /// Whether a request of its write was handed over, so that it may have been carried out.
    var hasLeft = false
    /// What may have become of its write.
    var fate = WriteFate.clear {
        didSet { if fate != .clear { wasEverInDoubt = true } }
    }
    /// Whether a write of this call was ever in doubt, settled or not.
    private(set) var wasEverInDoubt = false
    /// How often each sort of limited repetition was used.
    var repetitions: [RepetitionLimit: Int] = [:]

    private static let last = Atomic(0)

    init(_ name: String, timeout: Duration, within: CallTime? = nil) {
        self.name = name
        self.timeout = timeout
        self.within = within
        number = Self.last.add(1, ordering: .relaxed).newValue
    }

    /// The number of the latest call that has begun.
    static var latest: Int { last.load(ordering: .relaxed) }

    /// A run of a call with the time that it was given, or with that of the rules.
    init(_ name: String, _ given: CallTime?, _ policy: RetryPolicy) {
        self.init(name, timeout: given?.timeout ?? policy.call, within: given)
    }

    /// What is left of its time.
    func remaining(_ now: BootInstant) -> Duration {
        let rest = timeout - spent
        return within.map { min(rest, $0.remaining(now)) } ?? rest
    }

    /// The time that has run out when nothing is left, or nearly nothing.
    func allotted(_ now: BootInstant) -> Duration {
        within.flatMap { $0.remaining(now) < timeout - spent ? $0.timeout : nil } ?? timeout
    }

    /// A look that belongs to this call; its own failures leave the write in doubt, not the look.
    func look() -> CallAttempts {
        var look = self
        look.fate = .clear
        return look
    }

    /// The look beyond the call's time.
    func lastLook(_ overtime: Duration, _ now: BootInstant) -> CallAttempts {
        var look = look()
        look.timeout = spent + overtime
        look.within = within?.ending(overtime, after: now)
        return look
    }

    /// The shortest time that is worth a further attempt: one of a few milliseconds would only bring about a doubt.
    var shortestAttempt: Duration { min(.seconds(1), timeout / 4) }
}

/// A sort of refusal that may pass, and is therefore not believed at once.
enum RepetitionLimit: Sendable, Hashable {
    /// `Unable to edit short link`.
    case unableToEdit
    /// A link of the storage that it does not take any more.
    case storageRefusal

    /// How often the request is sent again.
    var times: Int { 2 }
}
