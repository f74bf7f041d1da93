import Hashing
import HostLeases
import RunJournal
import Synchronization

/// The turn at a part of a run whose items several machines share.
final class ClusterPartRun: SharedPartRun {
    private let turn: HeldClusterTurn
    private let base: ClusterRun
    private let run: RunIdentity
    let part: Int
    private struct State {
        /// Whether assignments may have been lost with a server.
        var isLossy = false
        var hasForeignItems = false
    }

    private let state = Mutex(State())

    private let parts: ClusterParts

    init(_ turn: HeldClusterTurn, _ run: RunIdentity, _ part: Int, in parts: ClusterParts) {
        self.parts = parts
        self.turn = turn
        self.run = run
        self.part = part
        base = ClusterRun(turn, run.part(part).title)
    }

    var found: SharedState { base.found }
    var mayStillSend: Bool { turn.isUsableForItems }
    var mayLackRows: Bool { turn.isLossy || state.withLock { $0.isLossy } }
    var server: String { turn.server }
    func token() throws -> String { try parts.token() }

    var hasForeignItems: Bool { state.withLock { $0.hasForeignItems } }

    func load(_ body: ([JournalRow]) throws -> Void) throws { try base.load(body) }

    func store(_ part: JournalPart) throws -> SharedState? {
        let found = try stored(part)
        guard !turn.wasInterrupted else {
            throw JournalError(
                .overtaken,
                "PostgreSQL failed over while the run \(run.part(self.part).title) could not reach it; nothing more is "
                    + "sent here", hint: "Start it again: another machine may have its items.")
        }
        return found
    }

    private func stored(_ part: JournalPart) throws -> SharedState? {
        do {
            return try base.store(part)
        } catch let error as JournalError where error.code == .overtaken && turn.isUsable {
            // Only the refusal of a row leaves the turn as it is.
            state.withLock { $0.hasForeignItems = true }
            throw error
        }
    }

    func whenMissing(_ body: @escaping @Sendable (SharedState) -> Void) { base.whenMissing(body) }

    func giveBack() { base.giveBack() }

    func forget() throws { try base.forget() }

    func assign(_ keys: [[UInt8]], most: Int) throws -> SharedItems {
        do throws(TurnFailure) {
            let standing = try turn.assign(
                run.subject, part, keys.map { SHA256.hash($0).hex }, most: most)
            if standing.isLossy { state.withLock { $0.isLossy = true } }
            return SharedItems(standing)
        } catch {
            throw error.journalError(run.part(part).title)
        }
    }
}
