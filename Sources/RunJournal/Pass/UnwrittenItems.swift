import Synchronization

/// Items that a pass has found to be new and that are not in the journal yet: as many as are under way.
final class UnwrittenItems: Sendable {
    private let ordinals = Mutex<[ItemKey: Int64]>([:])

    func ordinal(of key: ItemKey) -> Int64? { ordinals.withLock { $0[key] } }

    func insert(_ key: ItemKey, _ ordinal: Int64) { ordinals.withLock { $0[key] = ordinal } }

    func remove(_ keys: [ItemKey]) {
        if keys.isEmpty { return }
        ordinals.withLock { ordinals in for key in keys { ordinals[key] = nil } }
    }

    func removeAll() { ordinals.withLock { $0 = [:] } }
}
