import Facts
import RunJournal
import Synchronization

extension RunShare {
    /// A part of another host that was taken over, with those of its items that are left.
    package struct Part: Sendable {
        /// The part, which is to be closed.
        package let run: DurableRun
        /// The numbers of its items, of which each is asked for with ``RunShare/own(_:of:)`` before it is begun.
        package let items: [Int]
    }

    /// Waits until other hosts have ended all items that were put aside, or until a part that no living host has can be
    /// taken over.
    ///
    /// At the end of the input, when the own part is closed.
    ///
    /// - Parameters:
    ///   - run: The own part.
    ///   - listeners: Receive the events of the part that is taken over.
    /// - Returns: The part, if one was taken over, and the items that were ended elsewhere since the last call.
    /// - Throws: ``JournalError``: `held` if nothing changes for as long as the process waits.
    package func nextPart(
        of run: DurableRun, listeners: [RunListener]
    ) async throws -> (part: Part?, settled: [Int]) {
        try await Self.aside { [self] isCancelled in try waitForPart(of: run, listeners, isCancelled) }
    }

    private func waitForPart(
        of run: DurableRun, _ listeners: [RunListener], _ isCancelled: StopFlag
    ) throws -> (part: Part?, settled: [Int]) {
        var settled: [Int] = []
        var changedAt = run.elapsed
        var (last, told): ([SharedItems.Item?], Set<String>) = ([], [])
        while true {
            let (items, ended) = try look()
            settled += ended
            let left = state.withLock { $0.entries }
            if left.isEmpty || run.runs.isStopping || isCancelled.isSet { return (nil, settled) }
            if items != last { (last, changedAt) = (items, run.elapsed) }
            var holder = ""
            // What a failover has forgotten belongs to this host's part, if no other one asks before.
            for number in Set(left.values.map { $0.part ?? part }).sorted() {
                switch try run.runs.openPart(number, of: run, parts, listeners) {
                case .opened(let other):
                    let own = try self.items(of: other, number, left)
                    if !own.isEmpty { return (Part(run: other, items: own), settled) }
                    other.close()
                case .held(let place): holder = place
                }
            }
            if run.elapsed - changedAt >= parts.patience {
                throw JournalError(
                    .held,
                    "\(left.count) of the items of \(run.name) are another machine's, which has not ended one for "
                        + "\(parts.patience.components.seconds) s: \(holder)",
                    hint: "Run this again later, or with a longer --patience.")
            }
            if !holder.isEmpty, told.insert(holder).inserted {
                run.runs.tell(
                    "note: \(run.name): waiting for \(left.count) item\(left.count == 1 ? "" : "s") of another "
                        + "machine: \(holder)")
            }
            parts.rest()
        }
    }

    /// Asks how all items stand that were put aside.
    private func look() throws -> (items: [SharedItems.Item?], ended: [Int]) {
        var (items, ended): ([SharedItems.Item?], [Int]) = ([], [])
        let asked = state.withLock { $0.entries.sorted { $0.key < $1.key }.map { ($0.key, $0.value.key) } }
        for start in stride(from: 0, to: asked.count, by: Self.largest) {
            let some = asked[start..<min(start + Self.largest, asked.count)]
            let found = try parts.look(at: some.map { Array($0.1.utf8) })
            items += found.items
            // None is begun by a look: a part that does not exist.
            ended += state.withLock { $0.take(found, of: some.map(\.0), 0).settled }
        }
        return (items, ended)
    }

    /// The items that belong to a part that was taken over; those of no part become its own.
    private func items(of other: DurableRun, _ number: Int, _ left: [Int: Entry]) throws -> [Int] {
        guard let turn = other.partRun else { return [] }
        let asked = left.filter { ($0.value.part ?? part) == number }.sorted { $0.key < $1.key }
        var own: [Int] = []
        for start in stride(from: 0, to: asked.count, by: Self.largest) {
            let some = asked[start..<min(start + Self.largest, asked.count)]
            // Asked with the turn: since the look, the owner may have ended some, or a failover have forgotten some.
            let found = try turn.assign(some.map { Array($0.value.key.utf8) }, most: some.count)
            own += state.withLock { $0.take(found, of: some.map(\.key), number).own }
        }
        return own
    }
}
