import Dispatch
import HostLeases
package import Postgres
import Synchronization
package import Timekeeping

/// One machine's turn at a subject, such as a dataset, with a text that is kept for all machines.
///
/// The text lies in the turn's rows, with the name of the server that it was stored on. As long as that has the same
/// name, no commit that came after the text can be lost.
package final class ClusterText: Sendable {
    private struct State {
        var text: String?
        /// Counts the texts, over all owners.
        var revision: Int64
        /// The last that is stored.
        var stored: Int64
        /// The server that has answered last.
        var server: String
    }

    /// What was stored when the turn was taken; nil if nothing was.
    package let found: String?
    /// Whether ``found`` is for certain the last that was stored, and no failover has lost a later one.
    package let isLast: Bool
    private let turn: HeldClusterTurn
    private let state: Mutex<State>
    private let queue = DispatchQueue(label: "govscript text", qos: .userInitiated)

    /// The kinds of the two records.
    private static let (textKind, serverKind) = (0, 1)

    private init(_ turn: HeldClusterTurn) throws {
        self.turn = turn
        var (text, server): (String?, String?)
        try turn.load { records in
            for record in records {
                switch record.kind {
                case Self.textKind: text = record.content
                case Self.serverKind: server = record.content
                default: break
                }
            }
        }
        found = text
        isLast = text != nil && server == turn.taken.server
        let revision = turn.taken.revision
        state = Mutex(State(text: text, revision: revision, stored: revision, server: turn.taken.server))
        turn.whenMissing { [weak self] _ in
            // Not on the thread that renews the turn, which is needed for that. It asks what is there, and stores the
            // text again.
            guard let self else { return }
            queue.async { try? self.sendNow() }
        }
    }

    /// Waits for the turn at a subject; the caller has the lock that keeps other processes of this machine away.
    ///
    /// The calling thread waits, which must be none of the concurrency pool's.
    ///
    /// - Parameters:
    ///   - end: Until when an owner on another machine is waited for.
    ///   - isNeedless: Whether the turn is not needed any more, going by the text that is stored.
    /// - Returns: nil if `isNeedless` said so.
    /// - Throws: ``TurnFailure``; `held` at the end of the wait.
    package static func take(
        _ connection: PostgresConnection, _ subject: String, _ owner: TurnOwner, until end: BootInstant,
        unless isNeedless: @escaping @Sendable (String) -> Bool
    ) throws(TurnFailure) -> ClusterText? {
        let wait = TurnWait(until: end) { turns in
            guard let records = try? turns.load(after: nil),
                let text = records.first(where: { $0.kind == textKind })?.content
            else { return false }
            return isNeedless(text)
        }
        guard let turn = try HeldClusterTurn.take(connection, subject, owner, waiting: wait) else { return nil }
        do {
            return try ClusterText(turn)
        } catch {
            turn.giveBack()
            throw error as? TurnFailure ?? .stopped
        }
    }

    /// Whether something may be sent now: the last look before a write.
    package var isUsable: Bool { turn.isUsable && !turn.wasInterrupted }

    /// Whether the turn has ended, or another owner may have had it meanwhile.
    package var isOver: Bool { turn.validUntil == nil || turn.wasInterrupted }

    /// Has a text stored soon, in place of all before it.
    package func store(_ text: String) {
        state.withLock { state in
            state.text = text
            state.revision += 1
        }
        // One that fails is stored by the next call, or by the end.
        queue.async { [self] in try? send() }
    }

    /// Waits on the calling thread until the last text is stored and the turn is good.
    ///
    /// - Throws: ``TurnFailure``.
    package func confirm() throws(TurnFailure) {
        try queue.sync { () -> Result<Void, TurnFailure> in
            Result { () throws(TurnFailure) in try sendNow() }
        }.get()
    }

    /// Waits without a thread of the caller's.
    ///
    /// - Throws: ``TurnFailure``.
    package func confirmed() async throws(TurnFailure) {
        let result: Result<Void, TurnFailure> = await withCheckedContinuation { continuation in
            queue.async { [self] in
                continuation.resume(returning: Result { () throws(TurnFailure) in try sendNow() })
            }
        }
        try result.get()
    }

    /// Ends the turn when the last text is stored, and calls back then.
    package func giveBack(_ completion: @escaping @Sendable () -> Void) {
        queue.async { [self] in
            try? send()
            turn.giveBack()
            completion()
        }
    }

    /// Stores the last text if it is not stored.
    private func send() throws(TurnFailure) {
        guard state.withLock({ $0.text != nil && $0.stored < $0.revision }) else { return }
        try sendNow()
    }

    /// Stores the last text if it is not stored, and waits until the turn is good.
    private func sendNow() throws(TurnFailure) {
        while true {
            let now = state.withLock { $0 }
            // Without records it asks whether what is stored still is.
            var (records, base): ([TurnRecord], Int64) = ([], now.stored)
            if now.stored < now.revision, let text = now.text {
                records = [
                    TurnRecord(kind: Self.textKind, id: "", content: text),
                    TurnRecord(kind: Self.serverKind, id: "", content: now.server),
                ]
                base = 0
            }
            let standing = try turn.store(
                TurnChange(
                    copy: "text", base: base, revision: records.isEmpty ? now.stored : now.revision, records: records))
            if turn.wasInterrupted { throw .overtaken(place: "") }
            let isDone = state.withLock { state in
                if standing.outcome == .behind {
                    state.revision = max(state.revision, standing.revision) + 1
                } else if !records.isEmpty {
                    state.stored = now.revision
                }
                // The stored name is that of the server before: the text is stored again with the new one.
                if standing.server != state.server {
                    state.server = standing.server
                    state.revision += 1
                }
                return state.stored >= state.revision || state.text == nil
            }
            if isDone { return }
        }
    }
}
