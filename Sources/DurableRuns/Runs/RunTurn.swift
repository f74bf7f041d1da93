package import Facts
import RunJournal

/// The turn of this process at a run that hosts share.
package struct RunTurn: Sendable {
    /// Whether no other host can have the run now; from any thread.
    package let isGood: @Sendable () -> Bool
    private let journal: RunJournal

    /// nil if the run is not shared.
    init?(of journal: RunJournal?) {
        guard let journal, let run = journal.sharedRun else { return nil }
        self.journal = journal
        isGood = { run.mayStillSend }
    }

    /// Waits until it is good.
    ///
    /// - Throws: Why it cannot be: another host has the run, or what the hosts share is out of reach.
    package func expect() async throws(TurnLost) {
        do {
            try await journal.expectTurn()
        } catch {
            throw TurnLost(scriptError: (error as? any ScriptErrorConvertible)?.scriptError ?? Self.unknown)
        }
    }

    private static let unknown = ScriptError(.internal, "the run may have been taken over by another machine")
}

/// Why a process may send nothing more of a run.
package struct TurnLost: Error, ScriptErrorConvertible {
    package let scriptError: ScriptError
}

extension ActiveItem {
    /// The turn at the item's run; nil if it is not shared.
    package var turn: RunTurn? { RunTurn(of: run.journal) }
}
