import Synchronization

/// One call in progress, its looks included: what it is allowed, what it has used up, and what became of its write.
struct CallRun: Sendable {
    /// The call as the script wrote it.
    let name: String
    /// Which call of the process it is, in the order of their beginning.
    let number: Int
    /// How long it is tried.
    var timeout: Duration
    /// Time used, waiting for slots and blocks left out.
    var spent = Duration.zero
    /// Requests sent.
    var attempts = 0
    /// What may have become of its write.
    var fate = WriteFate.clear {
        didSet { if fate != .clear { wasEverInDoubt = true } }
    }
    /// Whether a write of this call was ever in doubt, settled or not.
    private(set) var wasEverInDoubt = false
    /// How often each sort of limited repetition was used.
    var repetitions: [RepetitionLimit: Int] = [:]

    private static let last = Atomic(0)

    init(_ name: String, timeout: Duration) {
        self.name = name
        self.timeout = timeout
        number = Self.last.add(1, ordering: .relaxed).newValue
    }

    /// The number of the latest call that has begun.
    static var latest: Int { last.load(ordering: .relaxed) }

    var remaining: Duration { timeout - spent }

    /// A look that belongs to this call; its own failures leave the write in doubt, not the look.
    func look(timeout: Duration? = nil) -> CallRun {
        var look = self
        look.fate = .clear
        look.timeout = timeout ?? self.timeout
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
