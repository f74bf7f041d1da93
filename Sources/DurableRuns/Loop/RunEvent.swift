package import RunJournal

/// What happens in a run, for whoever shows it or writes it down.
package enum RunEvent: Sendable {
    /// An item that the pass has met is not begun.
    case skipped(RunItem, SkipReason)
    /// An item, or a row that cannot be one, has ended in this pass and is recorded; `isListed` if its problem was
    /// shown before.
    case ended(RunItem, ItemResult, isListed: Bool)
    /// The loop is over, at the last item or before; `isWhole` if every item was met.
    case finished(isWhole: Bool)
    /// The last write has ended and no other can begin; nothing else follows but ``closeFailed(_:)``.
    case closed(isWhole: Bool)
    /// What was recorded or written could not be closed in good order.
    case closeFailed(any Error)
}

/// Why an item is not begun.
package enum SkipReason: Sendable, Hashable {
    /// It was done in an earlier pass.
    case done
    /// It was done with other content, and the run's options ask for a warning.
    case changed
    /// It failed because of its own data, and neither the data nor the script has changed.
    case notRetried
}

/// Receives the events of a run, on the thread where they happen; it must return soon.
///
/// What it throws at ``RunEvent/ended(_:_:isListed:)`` ends the run.
package typealias RunListener = @Sendable (DurableRun, RunEvent) throws -> Void
