import Synchronization

/// Counts the occasions of each rule and decides which strike.
final class FaultInjector: Sendable {
    private struct State {
        var rules: [(rule: Faults.Rule, random: SeededRandom)] = []
        var counts: [Int] = []
    }

    private let seed: UInt64
    private let state = Mutex(State())

    init(_ faults: Faults, seed: UInt64) {
        self.seed = seed
        replace(by: faults)
    }

    /// Other faults from now on, whose occasions are counted from here.
    func replace(by faults: Faults) {
        let rules = faults.rules.enumerated().map { index, rule in
            (rule, SeededRandom(seed: seed &+ UInt64(index + 1) &* 0xD1B5_4A32_D192_ED03))
        }
        state.withLock { $0 = State(rules: rules, counts: Array(repeating: 0, count: rules.count)) }
    }

    func plan(_ service: EmulatedService, _ operation: EmulatedOperation) -> FaultPlan {
        var plan = FaultPlan()
        for (rule, random) in strikes(on: .request, at: service, operation) {
            plan.names.append(rule.fault.name)
            switch rule.fault {
            case .slow(.before, let least): plan.delayBefore += Self.longTail(least, random)
            case .slow(.after, let least): plan.delayAfter += Self.longTail(least, random)
            case .revokedKey: plan.revokesKey = true
            default: plan.decisive = plan.decisive ?? rule.fault
            }
        }
        return plan
    }

    func linkIsExpired() -> Bool {
        !strikes(on: .link, at: .datagov, nil).isEmpty
    }

    func ingestionFate() -> IngestionFate {
        var fate = IngestionFate()
        for (rule, _) in strikes(on: .ingestion, at: .datagov, nil) {
            switch rule.fault {
            case .failIngestion: fate.fails = true
            case .hangIngestion(let duration): (fate.hangs, fate.hangsFor) = (true, duration)
            case .staleIngestion(let duration): fate.staleFor = duration
            case .unknownStatus: fate.unknownStatus = true
            default: break
            }
        }
        return fate
    }

    private func strikes(
        on occasion: Fault.Occasion, at service: EmulatedService, _ operation: EmulatedOperation?
    ) -> [(rule: Faults.Rule, random: SeededRandom)] {
        state.withLock { state in
            state.rules.indices.filter { index in
                let (rule, random) = state.rules[index]
                guard rule.service == service, rule.fault.occasion == occasion, rule.fault.concerns(operation),
                    rule.operation == nil || rule.operation == operation
                else { return false }
                state.counts[index] += 1
                return switch rule.trigger {
                case .probability(let probability): random.fraction() < probability
                case .occasions(let occasions): occasions.contains(state.counts[index])
                }
            }.map { state.rules[$0] }
        }
    }

    /// Pareto with exponent 2, so that a long wait is rare but comes.
    private static func longTail(_ least: Duration, _ random: SeededRandom) -> Duration {
        least * min(60, 1 / max(random.fraction(), 1e-9).squareRoot())
    }
}

/// What the faults have in store for one request.
struct FaultPlan: Sendable {
    var delayBefore = Duration.zero
    var delayAfter = Duration.zero
    /// The first fault that decides the answer; delays and revoked keys are none.
    var decisive: Fault?
    var revokesKey = false
    /// The chosen faults' names.
    var names: [String] = []
}

/// What the faults have in store for one ingestion.
struct IngestionFate: Sendable, Codable, Equatable {
    var fails = false
    var hangs = false
    /// Added to the time in PENDING_INGESTION; nil with `hangs` means for ever.
    var hangsFor: Duration?
    var staleFor: Duration?
    var unknownStatus = false
}
