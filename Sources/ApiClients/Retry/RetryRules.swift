/// What a request does to the service, which decides how it may be repeated.
enum RequestEffect: String, Sendable, CaseIterable {
    /// Nothing.
    case read
    /// A change that comes out the same however often it is made.
    case change
    /// Something that must happen once, such as a create or an append.
    case once
}

/// What may have become of a call's write.
enum WriteFate: String, Sendable, CaseIterable {
    /// Nothing that was sent can have been done.
    case clear
    /// Something that was sent may have been done.
    case inDoubt
    /// A look has not found it since; what was sent first may still come in.
    case wasInDoubt
}

/// What happens next in a call, as one pure table: no clock, no network, no state.
///
///     what came of the last move          what happens next
///     ----------------------------------  ----------------------------------------------------------------
///     begin                               send
///     done                                succeed
///     refused                             fail; if the write was ever in doubt, look first
///     refused, perhaps because of ours    look, then succeed or fail
///     refused for good (key, certificate) fail at once
///     not executed                        wait, then send (in doubt, `once`: then look)
///     perhaps executed                    in doubt from now on; wait, then send (`once`: then look)
///     looked: it is there                 succeed
///     looked: it is not there             send; after a refusal, or at the end of the time, fail
///     looked: it cannot be told           fail in doubt
///
/// Where the time is up, a wait becomes one last look if a write is in doubt and can be looked for, and else a failure.
/// Where the patience is up, it is a failure. `RetryRulesTests` holds every combination.
struct RetryRules: Sendable, Hashable {
    /// What came of the last move.
    enum Verdict: Sendable, Hashable, CaseIterable {
        case begin
        case done
        /// Refused, and it would be again.
        case refused(Refusal)
        /// Not executed; it may be sent again.
        case notExecuted
        /// It may have been executed.
        case doubtful
        /// The wait is over.
        case waited
        case found(LookReason)
        case absent(LookReason)
        case unknown(LookReason)

        static var allCases: [Verdict] {
            [.begin, .done] + Refusal.allCases.map { .refused($0) } + [.notExecuted, .doubtful, .waited]
                + LookReason.allCases.flatMap { [.found($0), .absent($0), .unknown($0)] }
        }
    }

    /// What may be behind a refusal.
    enum Refusal: String, Sendable, CaseIterable {
        /// Nothing of ours.
        case plain
        /// Perhaps an earlier write of the same, such as a name that is taken.
        case perhapsOurs
        /// After a doubt, nothing but our own earlier write, such as a random name that is taken.
        case surelyOurs
        /// Every further request would be refused too: the key, the certificate, the proxy.
        case final
    }

    /// Why it was looked whether a write was done.
    enum LookReason: Sendable, Hashable, CaseIterable {
        /// Before it is sent again.
        case doubt
        /// Because of a refusal.
        case refusal(Refusal)
        /// Because the time is up.
        case end

        static var allCases: [LookReason] { [.doubt, .refusal(.perhapsOurs), .refusal(.surelyOurs), .end] }
    }

    /// Whether the call may continue.
    enum Allowance: String, Sendable, CaseIterable {
        case enough, timeIsUp, patienceIsUp
    }

    enum Move: Sendable, Hashable {
        case send
        case wait
        case look(LookReason)
        case succeed
        case fail
    }

    /// What the request does.
    var effect: RequestEffect
    /// Whether it can be found out if a write was done.
    var canLook: Bool

    /// The next move, and what is to be thought of the write from now on.
    ///
    /// A call that fails while its write is `inDoubt` has an error that says so.
    func next(_ fate: WriteFate, _ verdict: Verdict, _ allowance: Allowance) -> (fate: WriteFate, move: Move) {
        let (next, move) = judged(fate, verdict, allowance)
        // A read that belongs to a write says nothing of what became of it.
        return (effect == .read ? fate : next, move)
    }

    private func judged(
        _ fate: WriteFate, _ verdict: Verdict, _ allowance: Allowance
    ) -> (fate: WriteFate, move: Move) {
        switch verdict {
        case .begin:
            return (fate, fate == .inDoubt && effect == .once && canLook ? .look(.doubt) : .send)
        case .done, .found:
            return (.clear, .succeed)
        case .refused(.final):
            return (fate, .fail)
        case .refused(let refusal):
            let isWorthALook = canLook && effect != .read && (fate != .clear || refusal != .plain)
            return (fate, isWorthALook ? .look(.refusal(refusal)) : .fail)
        case .notExecuted:
            return (fate, pause(fate, allowance))
        case .doubtful:
            if effect == .read { return (fate, pause(.clear, allowance)) }
            if effect == .once, !canLook { return (.inDoubt, .fail) }
            return (.inDoubt, pause(.inDoubt, allowance))
        case .waited:
            return (fate, fate == .inDoubt && effect == .once ? .look(.doubt) : .send)
        case .absent(.doubt):
            return (.wasInDoubt, .send)
        case .absent(.refusal(let refusal)):
            return (refusal == .surelyOurs && fate != .clear ? .inDoubt : .clear, .fail)
        case .absent(.end):
            return (.inDoubt, .fail)
        case .unknown:
            return (.inDoubt, .fail)
        }
    }

    private func pause(_ fate: WriteFate, _ allowance: Allowance) -> Move {
        switch allowance {
        case .enough: .wait
        case .timeIsUp: fate == .inDoubt && canLook ? .look(.end) : .fail
        case .patienceIsUp: .fail
        }
    }
}
