package import RunJournal
import Synchronization

/// What hosts share, in memory: the last host that asks has the turn, as if the one before had been watched.
package final class MemorySharedRuns: SharedRuns {
    package struct Key: Sendable, Hashable {
        package let kind: Int
        package let id: String
    }

    package struct Content: Sendable {
        package var owner: Int
        package var state: SharedState
        package var rows: [Key: JournalRow]
        package var stores = 0
        /// Whether a failover may have lost rows.
        package var mayLackRows = false

        package init(
            owner: Int = 0, state: SharedState = SharedState(copy: "", revision: 0), rows: [Key: JournalRow] = [:]
        ) {
            (self.owner, self.state, self.rows) = (owner, state, rows)
        }
    }

    private let content = Mutex(Content())
    /// Called before rows are stored; what it throws is thrown.
    private let onStore = Mutex<(@Sendable (JournalPart) throws -> Void)?>(nil)
    private let missing = Mutex<(@Sendable (SharedState) -> Void)?>(nil)

    package init() {}

    /// What all hosts have; may be put back to what it was, as by a server that has lost something.
    package var now: Content {
        get { content.withLock { $0 } }
        set { content.withLock { $0 = newValue } }
    }

    package func beforeStore(_ body: (@Sendable (JournalPart) throws -> Void)?) { onStore.withLock { $0 = body } }

    /// Has the host with the turn notice what is missing, as its next beat would.
    package func beat() {
        let state = now.state
        missing.withLock { $0 }?(state)
    }

    /// Carries out a part once more, as a message that arrives twice.
    package func storeAgain(_ part: JournalPart) throws -> SharedState? {
        let content = now
        return try Turn(self, content.owner, content.state).store(part)
    }

    package func take(_ identity: RunIdentity) throws -> any SharedRun {
        content.withLock { content in
            content.owner += 1
            return Turn(self, content.owner, content.state)
        }
    }

    private final class Turn: SharedRun {
        private let runs: MemorySharedRuns
        private let owner: Int
        let found: SharedState

        init(_ runs: MemorySharedRuns, _ owner: Int, _ found: SharedState) {
            self.runs = runs
            self.owner = owner
            self.found = found
        }

        func load(_ body: ([JournalRow]) throws -> Void) throws {
            let rows = runs.now.rows.values.sorted { ($0.kind, $0.id) < ($1.kind, $1.id) }
            try body(Array(rows.prefix(rows.count / 2)))
            try body(Array(rows.dropFirst(rows.count / 2)))
        }

        func store(_ part: JournalPart) throws -> SharedState? {
            try runs.onStore.withLock { $0 }?(part)
            return try runs.content.withLock { content in
                guard content.owner == owner else { throw JournalError(.overtaken, "another host has the run") }
                content.stores += 1
                if part.isReset {
                    guard content.state.revision < part.base else { return nil }
                    content.rows = [:]
                    content.state.revision = -1
                } else if content.state.revision < part.base || part.isPart && content.state.revision != part.base {
                    return content.state
                }
                for row in part.rows {
                    content.rows[Key(kind: row.kind, id: row.id)] = row.content == nil ? nil : row
                }
                content.state.copy = part.copy
                content.state.revision = part.revision ?? content.state.revision
                return nil
            }
        }

        func whenMissing(_ body: @escaping @Sendable (SharedState) -> Void) {
            runs.missing.withLock { $0 = body }
        }

        var mayStillSend: Bool { runs.now.owner == owner }
        var mayLackRows: Bool { runs.now.mayLackRows }

        func giveBack() {}

        func forget() { runs.now = Content(owner: owner) }
    }
}
