extension SlotLedger {
    /// Raised whenever the form of ``packed`` changes.
    private static let form: UInt8 = 1

    /// Everything that it knows, as some 3 KB for fifty slots.
    ///
    /// A shared file is read and written for each request, where JSON would take fifty times as long.
    public var packed: [UInt8] {
        var packer = Packer()
        packer.add(Self.form)
        packer.add(limits.slots)
        packer.add(limits.window.nanoseconds)
        packer.add(UInt8(limits.strict ? 1 : 0))
        packer.add(allowed)
        for number in [blockedUntil, taken, refused, nextID] { packer.add(number) }
        packer.add(busy) { packer, slot in
            packer.add(slot.id)
            packer.add(slot.holder)
            packer.add(slot.freeAt ?? .min)
        }
        packer.add(queue) { packer, waiter in
            packer.add(waiter.holder)
            packer.add(waiter.dueAt)
        }
        roundTrips.pack(into: &packer)
        blocks.pack(into: &packer)
        recent.pack(into: &packer)
        packer.add(Self.checksum(packer.bytes))
        return packer.bytes
    }

    /// Reads ``packed``; nil if a single bit of it is not as it was, or if another version wrote it.
    public init?(packed bytes: [UInt8]) {
        var end = Unpacker(Array(bytes.suffix(8)))
        let content = Array(bytes.dropLast(8))
        guard let sum = try? end.integer(UInt64.self), sum == Self.checksum(content) else { return nil }
        var unpacker = Unpacker(content)
        guard let ledger = try? Self(&unpacker), unpacker.isAtEnd else { return nil }
        self = ledger
    }

    private init(_ unpacker: inout Unpacker) throws {
        guard try unpacker.integer(UInt8.self) == Self.form else { throw Unpacker.Unreadable() }
        let slots = try unpacker.integer(Int.self)
        let window = try unpacker.integer(Int64.self)
        self.init(PacingLimits(slots, per: .nanoseconds(window), strict: try unpacker.integer(UInt8.self) == 1))
        allowed = try unpacker.integer()
        blockedUntil = try unpacker.integer()
        taken = try unpacker.integer()
        refused = try unpacker.integer()
        nextID = try unpacker.integer()
        busy = try unpacker.list { unpacker in
            let slot = Slot(id: try unpacker.integer(), holder: try unpacker.text(), freeAt: try unpacker.integer())
            return slot.freeAt == .min ? Slot(id: slot.id, holder: slot.holder) : slot
        }
        queue = try unpacker.list { Waiter(holder: try $0.text(), dueAt: try $0.integer()) }
        roundTrips = try RoundTrips(&unpacker)
        blocks = try BlockHistory(&unpacker)
        recent = try RecentUse(&unpacker)
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
        for number in [began, quietSince, cautiousUntil] { packer.add(number) }
    }

    init(_ unpacker: inout Unpacker) throws {
        consecutive = try unpacker.integer()
        began = try unpacker.integer()
        quietSince = try unpacker.integer()
        cautiousUntil = try unpacker.integer()
    }
}
