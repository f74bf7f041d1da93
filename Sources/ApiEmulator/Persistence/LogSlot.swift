import Synchronization

/// Where the stores find their log once it has been opened; without one, changes are kept in memory only.
final class LogSlot: Sendable {
    private let slot = Mutex<ChangeLog?>(nil)

    var log: ChangeLog? {
        get { slot.withLock { $0 } }
        set { slot.withLock { $0 = newValue } }
    }

    func append(_ change: Change) throws {
        try log?.append(change)
    }
}
