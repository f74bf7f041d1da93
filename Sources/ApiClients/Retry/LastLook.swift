import Synchronization

/// The last look at a slot, right before its request is written.
final class LastLook: Sendable {
    private let slot: Pacer.Slot
    private let time: TimeSource
    private let lapsed = Atomic(false)

    /// Nil without a slot: nothing has to be looked at then.
    init?(_ slot: Pacer.Slot?, _ time: TimeSource) {
        guard let slot else { return nil }
        self.slot = slot
        self.time = time
    }

    /// Whether the request may be written now; from any thread.
    func mayLeave() -> Bool {
        if slot.hasLapsed(time) {
            lapsed.store(true, ordering: .releasing)
            return false
        }
        return time.now() <= slot.leaveBy
    }

    /// Whether the request was kept back because the lease of its slot had ended.
    var hasLapsed: Bool { lapsed.load(ordering: .acquiring) }
}
