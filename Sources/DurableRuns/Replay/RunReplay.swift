package import RunJournal
import Synchronization

/// A recorded run beside what a changed script asks for: which of its steps would still match if it were resumed.
///
/// The script runs as in a dry run: nothing is sent or recorded. A step that is done gives it the recorded result, as
/// in a resumed run; items that are done are left out, as there. From any thread.
package final class RunReplay: Sendable {
    /// What a script has asked for in one item.
    struct Item {
        let item: RunItem
        var isSkipped = false
        var asked: [Asked] = []
    }

    struct Asked {
        var step: Step
        var isRecorded: Bool
        var supersedes: Bool
        var words: String
        var intent: String?
        var location: String?
    }

    private struct State {
        var items: [Item] = []
        var places: [Int64: Int] = [:]
    }

    /// The run that is compared; others that the script opens are only read.
    package let identity: RunIdentity
    private let state = Mutex(State())

    package init(_ identity: RunIdentity) { self.identity = identity }

    /// The script has come to an item.
    func met(_ item: RunItem, of run: RunIdentity, isSkipped: Bool) {
        guard run == identity else { return }
        state.withLock { state in
            state.places[item.ordinal] = state.items.count
            state.items.append(Item(item: item, isSkipped: isSkipped))
        }
    }

    /// The script has asked for a write.
    ///
    /// - Parameters:
    ///   - answer: Which step it is.
    ///   - supersedes: Whether the write takes the place of one with other content.
    ///   - words: The call as the script makes it.
    ///   - intent: What would be sent, as JSON.
    ///   - location: Where the script asks for it.
    func asked(
        _ answer: ItemSteps.Answer, of run: RunIdentity, supersedes: Bool, words: String, intent: String?,
        location: String?
    ) {
        guard run == identity else { return }
        state.withLock { state in
            guard let index = state.places[answer.step.item.ordinal] else { return }
            let asked = Asked(
                step: answer.step, isRecorded: answer.isEarlier, supersedes: supersedes, words: words, intent: intent,
                location: location)
            // A write that is tried again is the same step.
            let isKnown = state.items[index].asked.contains {
                $0.isRecorded == asked.isRecorded && $0.step.deed == asked.step.deed
                    && $0.step.occurrence == asked.step.occurrence
            }
            if !isKnown { state.items[index].asked.append(asked) }
        }
    }

    /// All steps, those of recorded items first, in the order of their items.
    ///
    /// - Throws: ``JournalError``
    package func steps(comparedWith reader: JournalReader?) throws -> [ReplayedStep] {
        let (items, places) = state.withLock { ($0.items, $0.places) }
        var found: [ReplayedStep] = []
        var recorded: Set<Int64> = []
        let cursor = reader?.items()
        while let reader, let record = try cursor?.next() {
            recorded.insert(record.ordinal)
            let steps = try reader.steps(ofItem: record.ordinal).filter { $0.occurrence > 0 }
            let item = places[record.ordinal].map { items[$0] }
            if record.isGone, item == nil { continue }
            found += ReplayComparison.steps(record, steps, item)
        }
        for item in items where !recorded.contains(item.item.ordinal) {
            found += item.asked.map { $0.asNew() }
        }
        return ReplayComparison.movesTold(found)
    }
}
