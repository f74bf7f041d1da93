package import RunJournal

/// How far a run is: what this pass did, and what it found done.
package struct RunCounts: Sendable, Hashable {
    /// Done in this pass.
    package var done = 0
    /// Done before.
    package var before = 0
    /// Failed in this pass, or before if they were not tried again.
    package var failed = 0
    /// Those that were not tried again.
    package var untried = 0
    /// Uncertain, from this pass or an earlier one.
    package var uncertain = 0
    /// Done before with another content, and left alone.
    package var changed = 0
    /// Failures by their kind.
    package var kinds: [String: Int] = [:]

    /// Counts of a pass that has just begun.
    package init() {}

    /// Items that the pass has dealt with.
    package var seen: Int { done + before + failed + uncertain }

    /// Adds those of another part of the run.
    package mutating func add(_ other: RunCounts) {
        done += other.done
        before += other.before
        failed += other.failed
        untried += other.untried
        uncertain += other.uncertain
        changed += other.changed
        kinds.merge(other.kinds) { $0 + $1 }
    }

    mutating func count(_ result: ItemResult) {
        switch result.state {
        case .done: done += 1
        case .uncertain: uncertain += 1
        case .failed, .pending: failed += 1
        }
        if result.state != .done { kinds[result.kind, default: 0] += 1 }
    }
}

/// An item that is not done, for the report.
package struct RunFailure: Sendable {
    package let item: RunItem
    package let result: ItemResult
}
