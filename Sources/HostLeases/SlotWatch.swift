package import Timekeeping

/// What a host has seen of an account in the store, and since when the rows of other hosts have not changed.
///
/// It is seen with each answer to a sync, and by looks that write nothing and take no slots. A look before the first
/// request lets the watch of a dead host's slots begin early.
package struct SlotWatch: Sendable, Hashable, Codable {
    private(set) var server: ServerWatch?
    private(set) var share: ShareView?
    private var rows: [Int: Sighted] = [:]
    private var members: [String: Sighted] = [:]
    private var lookedAt: BootInstant?
    private var block: Int64?
    private var blockSince: BootInstant?

    /// Nothing was seen yet.
    package init() {}

    /// Takes what the store has shown.
    ///
    /// - Parameter holder: The host itself, whose rows are not watched; nil where it has no name yet.
    package mutating func see(_ table: SlotTable, as holder: String? = nil, now: BootInstant) {
        let isSameServer = server?.name == table.server
        let (oldRows, oldMembers) = isSameServer ? (rows, members) : ([:], [:])
        server = ServerWatch(table.server, table.timing, window: table.limit.window, after: server, now)
        (rows, members) = ([:], [:])
        for row in table.rows where row.holder != nil && row.holder != holder {
            rows[row.number] = Sighted(row.epoch, row.beat, after: oldRows[row.number], now)
        }
        for member in table.members where member.holder != holder {
            members[member.holder] = Sighted(0, member.beat, after: oldMembers[member.holder], now)
        }
        share = ShareView(slots: table.limit.slots, wants: table.members.map { ($0.holder, $0.want) })
        if block != table.block || !isSameServer { (block, blockSince) = (table.block, now) }
        lookedAt = now
    }

    /// Takes in what looks have seen: the later of the two says how rows are, the earlier one since when.
    ///
    /// A look may be at an old server that still answers, while the host has heard of its successor.
    mutating func learn(_ other: SlotWatch, as holder: String) {
        guard let its = other.server, let otherLook = other.lookedAt else { return }
        guard let mine = server, let lookedAt else {
            self = other
            members[holder] = nil
            return
        }
        guard mine.name == its.name else {
            if its.since > lookedAt { self = other }
            members[holder] = nil
            return
        }
        let earlier = otherLook > lookedAt ? self : other
        if otherLook > lookedAt { self = other }
        server?.begins(with: otherLook > lookedAt ? mine : its)
        for (number, row) in rows {
            rows[number] = Sighted(row.epoch, row.beat, after: earlier.rows[number], row.since)
        }
        for (name, member) in members {
            members[name] = Sighted(0, member.beat, after: earlier.members[name], member.since)
        }
        members[holder] = nil
    }

    /// The rows that were watched unchanged for long enough to be taken over.
    func suspects(now: BootInstant) -> [SlotSync.Sighting<Int>] { unchanged(rows, now) }

    /// The hosts that were watched silent for as long.
    func silent(now: BootInstant) -> [SlotSync.Sighting<String>] { unchanged(members, now) }

    /// The number of the latest block that hosts have told of, if it was known for so long that it is over.
    func pastBlock(now: BootInstant) -> Int64? {
        guard let blockSince, now - blockSince >= Self.usualBlock else { return nil }
        return block
    }

    /// How long a service refuses everything, as a rule.
    static let usualBlock = Duration.seconds(10)

    private func unchanged<Subject>(_ seen: [Subject: Sighted], _ now: BootInstant) -> [SlotSync.Sighting<Subject>] {
        guard let server else { return [] }
        let old = seen.filter { now - $0.value.since >= server.timing.watch(server.window) }
        return old.map { SlotSync.Sighting($0.key, epoch: $0.value.epoch, beat: $0.value.beat) }
    }
}
