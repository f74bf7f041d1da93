package import FoundationEssentials

/// What all hosts have of a run, in numbers.
package struct SharedRunSummary: Sendable, Hashable {
    /// Which run it is.
    package let identity: RunIdentity
    /// Which journal the rows follow, and how far.
    package let state: SharedState
    /// How many items were begun, done, failed or are in doubt, as ``RunSummary/items`` has them.
    package let items: [ItemState: Int]
    /// When a row was stored last, by the clock of the server; nil if none was since the table notes it.
    package let changed: Date?
    /// The process that has the turn; nil if the run is not in progress.
    package let owner: Owner?

    /// A process that has the turn at a run, or had it when it was killed.
    package struct Owner: Sendable, Hashable {
        /// Begins with the name of its machine, see `HostState/machine`.
        package let name: String
        /// Where it is, in words: `db-worker-1, process 4711 (govscript run a.lua)`.
        package let place: String

        /// An owner.
        package init(name: String, place: String) {
            self.name = name
            self.place = place
        }
    }

    /// A summary.
    ///
    /// - Parameter counts: How many items there are of each state, as the number that journals hold.
    package init(_ identity: RunIdentity, _ state: SharedState, counts: [Int: Int], changed: Date?, owner: Owner?) {
        self.identity = identity
        self.state = state
        self.changed = changed
        self.owner = owner
        var items: [ItemState: Int] = [:]
        for (number, count) in counts {
            guard let (state, isGone) = try? ItemState.of(number), !isGone else { continue }
            items[state, default: 0] += count
        }
        self.items = items
    }

    /// As far as it is known without the rows.
    var summary: RunSummary {
        RunSummary(
            identity: identity, created: changed ?? Date(timeIntervalSince1970: 0), items: items, failures: [:],
            steps: 0, firstBegun: nil, lastActivity: changed)
    }
}

extension JournalRow {
    /// The kind of the rows of items, which have an ``ItemState`` as their state.
    package static let itemKind = MirrorTable.item.rawValue
}
