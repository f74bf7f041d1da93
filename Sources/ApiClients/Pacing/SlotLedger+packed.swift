import Timekeeping

extension SlotLedger {
    /// Raised whenever the form of ``packed`` changes.
    private static let form: UInt8 = 3

    /// Everything that it knows, as some 3 KB for fifty slots.
    ///
    /// A shared file is read and written for each request, where JSON would take fifty times as long.
    package var packed: [UInt8] {
        var packer = Packer()
        packer.add(Self.form)
        limits.pack(into: &packer)
        packer.add(blockedUntil)
        for number in [taken, refused, nextID] { packer.add(number) }
        packer.add(busy) { packer, slot in
            packer.add(slot.id)
            packer.add(slot.holder)
            packer.add(slot.takenAt)
            packer.add(slot.freeAt)
        }
        packer.add(queue) { packer, waiter in
            packer.add(waiter.holder)
            packer.add(waiter.dueAt)
            packer.add(UInt32(clamping: waiter.tasks))
        }
        packer.add(claims) { packer, claim in
            packer.add(claim.holder)
            claim.limits.pack(into: &packer)
            packer.add(UInt8(claim.isLeased ? 1 : 0))
        }
        packer.add(strangers?.slots ?? -1)
        packer.add(strangers?.of ?? -1)
        backlog.pack(into: &packer)
        packer.add(leads.latest.nanoseconds)
        packer.add(leads.usedAt)
        blocks.pack(into: &packer)
        recent.pack(into: &packer)
        packer.add(share.map { [$0] } ?? []) { $1.pack(into: &$0) }
        packer.add(Self.checksum(packer.bytes))
        return packer.bytes
    }

    /// Reads ``packed``; nil if a single bit of it is not as it was, or if another version wrote it.
    package init?(packed bytes: [UInt8]) {
        var end = Unpacker(Array(bytes.suffix(8)))
        let content = Array(bytes.dropLast(8))
        guard let sum = try? end.integer(UInt64.self), sum == Self.checksum(content) else { return nil }
        var unpacker = Unpacker(content)
        guard let ledger = try? Self(&unpacker), unpacker.isAtEnd else { return nil }
        self = ledger
    }

    private init(_ unpacker: inout Unpacker) throws {
        guard try unpacker.integer(UInt8.self) == Self.form else { throw Unpacker.Unreadable() }
        self.init(try PacingLimits(&unpacker))
        blockedUntil = try unpacker.moment()
        taken = try unpacker.integer()
        refused = try unpacker.integer()
        nextID = try unpacker.integer()
        busy = try unpacker.list { unpacker in
            let (id, holder) = (try unpacker.integer(Int64.self), try unpacker.text())
            return Slot(id: id, holder: holder, takenAt: try unpacker.instant(), freeAt: try unpacker.moment())
        }
        queue = try unpacker.list { unpacker in
            Waiter(
                holder: try unpacker.text(), dueAt: try unpacker.instant(),
                tasks: Int(try unpacker.integer(UInt32.self)))
        }
        claims = try unpacker.list { unpacker in
            let (holder, limits) = (try unpacker.text(), try PacingLimits(&unpacker))
            let isLeased = try unpacker.integer(UInt8.self) == 1
            return Claim(holder: holder, limits: limits, isConfigured: limits.isConfigured, isLeased: isLeased)
        }
        let left = StrangersShare(slots: try unpacker.integer(), of: try unpacker.integer())
        strangers = left.slots >= 0 ? left : nil
        backlog = try Backlog(&unpacker)
        leads = LeadHistory(latest: .nanoseconds(try unpacker.integer(Int64.self)), usedAt: try unpacker.moment())
        blocks = try BlockHistory(&unpacker)
        recent = try RecentUse(&unpacker)
        share = try unpacker.list { try LeasedShare(&$0) }.first
    }

    /// FNV-1a with 64 bits.
    private static func checksum(_ bytes: [UInt8]) -> UInt64 {
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return sum
    }
}

extension BlockHistory {
    func pack(into packer: inout Packer) {
        packer.add(consecutive)
        packer.add(began)
        packer.add(quietSince)
        packer.add(cautiousUntil)
    }

    init(_ unpacker: inout Unpacker) throws {
        consecutive = try unpacker.integer()
        began = try unpacker.moment()
        quietSince = try unpacker.instant()
        cautiousUntil = try unpacker.moment()
    }
}

extension PacingLimits {
    fileprivate func pack(into packer: inout Packer) {
        packer.add(slots)
        packer.add(window.nanoseconds)
        packer.add(UInt8(strict ? 1 : 0) | UInt8(isConfigured ? 2 : 0))
    }

    fileprivate init(_ unpacker: inout Unpacker) throws {
        let (slots, window) = (try unpacker.integer(Int.self), try unpacker.integer(Int64.self))
        let flags = try unpacker.integer(UInt8.self)
        self.init(slots, per: .nanoseconds(window), strict: flags & 1 != 0)
        isConfigured = flags & 2 != 0
    }
}

extension LeasedShare {
    fileprivate func pack(into packer: inout Packer) {
        packer.add(holder)
        packer.add(slots)
        packer.add(validUntil)
        packer.add(wallUntil?.count ?? .min)
        packer.add(limit.map { [$0] } ?? []) { $1.pack(into: &$0) }
    }

    fileprivate init(_ unpacker: inout Unpacker) throws {
        self.init(holder: try unpacker.text())
        slots = try unpacker.integer()
        validUntil = try unpacker.moment()
        let wall = try unpacker.integer(Int64.self)
        wallUntil = wall == .min ? nil : ServiceInstant(count: wall)
        limit = try unpacker.list { try PacingLimits(&$0) }.first
    }
}

extension Backlog {
    fileprivate func pack(into packer: inout Packer) {
        packer.add(answeredThrough)
        packer.add(abandonedAt)
        packer.add(quietUntil)
    }

    fileprivate init(_ unpacker: inout Unpacker) throws {
        self.init(
            answeredThrough: try unpacker.moment(), abandonedAt: try unpacker.moment(),
            quietUntil: try unpacker.moment())
    }
}
