import Timekeeping

/// What is remembered of an account's blocks.
struct BlockHistory: Sendable, Hashable {
    /// Blocks in a row, without a success between them.
    var consecutive = 0
    /// When the latest block began; nil if there was none.
    var began: BootInstant?
    /// From when on the quiet time is counted that wins slots back.
    var quietSince = BootInstant.start
    /// Until when slots are given back without a lead; nil if none was to blame for a block.
    var cautiousUntil: BootInstant?

    /// How many slots the quiet time has won back; they are counted once.
    mutating func regained(_ now: BootInstant) -> Int {
        let slots = Int(max(.zero, now - quietSince).nanoseconds / Self.quietTime.nanoseconds)
        quietSince = quietSince + Self.quietTime * slots
        return slots
    }

    static let quietTime = Duration.seconds(600)
    static let caution = Duration.seconds(86_400)
}

extension SlotLedger {
    /// How long nothing is sent after the loss of a ledger whose account may be blocked.
    package static let unknownPast = blockTime + blockMargin

    /// How long a service refuses everything, by its documents.
    static let blockTime = Duration.seconds(10)
    /// What is added to a block, for clocks and queues that are not ours.
    static let blockMargin = Duration.milliseconds(500)
    /// The longest block that refusals in a row can bring about; the service itself may ask for a longer one.
    static let longestBlock = Duration.seconds(300)

    mutating func refuse(retryAfter: Duration?, sentAt: BootInstant, now: BootInstant) {
        refused += 1
        // Requests that were in progress when the block began are refused by the same block.
        if !sentAt.isBefore(blocks.began) {
            blocks.consecutive += 1
            blocks.began = now
            // With a lead, the lead may be to blame. Without one our own slots were kept: strangers use the limit too.
            if !mayHaveLed(sentAt), limits.slots > 0 {
                strangers = StrangersShare(
                    slots: max(1, allowed / 2), of: max(strangers?.of ?? 0, limits.slots))
            }
            blocks.quietSince = now
            blocks.cautiousUntil = now + BlockHistory.caution
        }
        let doubled = min(Self.blockTime * (1 << min(max(blocks.consecutive - 1, 0), 8)), Self.longestBlock)
        let block = max(doubled, retryAfter ?? .zero)
        blockedUntil = .latest(blockedUntil, now + (block + Self.blockMargin))
    }
}
