/// Reads what all hosts have of their runs without a turn: a host may be changing it meanwhile.
///
/// All calls wait on the calling thread.
package protocol SharedRows: Sendable {
    /// What is there; nil if there is nothing.
    func state(of identity: RunIdentity) throws -> SharedState?

    /// Calls `body` with all rows, some at a time, items before steps.
    func load(_ identity: RunIdentity, _ body: ([JournalRow]) throws -> Void) throws
}
