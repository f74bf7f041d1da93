/// Where runs are kept for other hosts beside the journals of this one; see ``RunStore/shared``.
package protocol SharedRuns: Sendable {
    /// Takes the turn at a run: from then on no other host may continue it.
    ///
    /// Waits on the calling thread as long as a host that may have ended has to be watched. The caller has the lock
    /// that keeps other processes of this machine away.
    ///
    /// - Throws: ``JournalError``, with code `held` if the run is in progress on another host.
    func take(_ identity: RunIdentity) throws -> any SharedRun

    /// The parts of a run whose items hosts share; nil where they cannot.
    func parts(of identity: RunIdentity) -> (any SharedParts)?
}

extension SharedRuns {
    package func parts(of identity: RunIdentity) -> (any SharedParts)? { nil }
}

/// The turn of one process at a run, and the rows of the run that other hosts can have.
///
/// All calls wait on the calling thread, and one comes after the other. The turn is renewed meanwhile without any call.
package protocol SharedRun: AnyObject, Sendable {
    /// What was there when the turn was taken.
    var found: SharedState { get }

    /// Calls `body` with all rows, some at a time, items before steps.
    func load(_ body: ([JournalRow]) throws -> Void) throws

    /// Stores rows, so that they are there whatever happens to this machine.
    ///
    /// Repeats what is not known to be carried out.
    ///
    /// - Returns: nil if they are stored; what is there if the part does not follow it, as after the loss of a server.
    /// - Throws: ``JournalError``: `overtaken` if another host has the run by now, `held` if the store could not be
    ///   reached
    ///   for as long as the process waits.
    func store(_ part: JournalPart) throws -> SharedState?

    /// Whether something may be sent now: the last look before a write, since another host may have the run soon after.
    var mayStillSend: Bool { get }

    /// Whether a failover may have lost the last rows of a host that has ended: what is not recorded may have been
    /// sent.
    var mayLackRows: Bool { get }

    /// Has `body` called, on a thread that may block, when rows that were stored are missing, as after the loss of a
    /// server.
    func whenMissing(_ body: @escaping @Sendable (SharedState) -> Void)

    /// Ends the turn, after which any host may continue the run at once; never fails.
    func giveBack()

    /// Ends the turn and deletes the rows.
    func forget() throws
}

/// What is kept of a run for all hosts.
package struct SharedState: Sendable, Hashable {
    /// Names the journal that the rows follow; empty if there are none yet.
    package var copy: String
    /// The last change of that journal that is there; below zero if the rows are not whole.
    package var revision: Int64

    /// What is there.
    package init(copy: String, revision: Int64) {
        self.copy = copy
        self.revision = revision
    }
}

/// A row of a journal as other hosts have it.
package struct JournalRow: Sendable, Hashable {
    /// The table: the place of a ``MirrorTable``.
    package var kind: Int
    /// Its key in the table.
    package var id: String
    /// How far the item or step is; nil of other rows.
    package var state: Int?
    /// All columns as JSON; nil if the row was deleted.
    package var content: String?

    /// A row.
    package init(kind: Int, id: String, state: Int?, content: String?) {
        self.kind = kind
        self.id = id
        self.state = state
        self.content = content
    }
}

/// Rows that a journal has changed, on their way to other hosts.
package struct JournalPart: Sendable, Hashable {
    /// Names the journal.
    package var copy: String
    /// The change up to which all is there; with ``isReset`` the one at which the rows are read.
    package var base: Int64
    /// The change that is complete with this part; nil, or below zero after a reset, if others follow.
    package var revision: Int64?
    /// Whether it is one of several parts.
    package var isPart: Bool
    /// Whether all that is there is deleted first.
    package var isReset: Bool
    /// Deleted rows first, and items before steps.
    package var rows: [JournalRow]
}
