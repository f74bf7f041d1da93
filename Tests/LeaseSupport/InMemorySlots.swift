package import HostLeases

/// The rows of one account with the meaning of the SQL function `sync`: one call, one transaction.
///
/// A copy is what a standby server has.
package struct InMemorySlots: Sendable {
    /// Names this start of this server.
    package var incarnation: String
    /// What all hosts count with.
    package var timing: LeaseTiming
    /// Whether a new server grants nothing until the old one's leases are over; off in the test that shows why.
    package var keepsCalm = true

    /// The server of which somebody knows that no lease of an earlier one is in use.
    private var calm: String
    private var block: (count: Int64, length: Duration) = (0, .zero)
    /// Its slots.
    package private(set) var rows: [SlotTable.Row] = []
    private var members: [String: Member] = [:]

    private struct Member: Sendable {
        var want: Int
        var sequence: Int64
        var limit: SlotLimit
    }

    /// A server without slots.
    package init(incarnation: String = "first", timing: LeaseTiming) {
        self.incarnation = incarnation
        self.timing = timing
        calm = incarnation
    }

    /// Carries out a sync; nil if a later one of the same holder was carried out before.
    package mutating func sync(_ sync: SlotSync) -> SlotTable? {
        if let member = members[sync.holder], member.sequence >= sync.sequence { return nil }
        members[sync.holder] = Member(want: sync.want, sequence: sync.sequence, limit: sync.limit)
        let limit = agreed
        for number in rows.count..<max(rows.count, limit.slots) {
            rows.append(SlotTable.Row(number + 1, holder: nil, epoch: 0, beat: 0))
        }
        if let length = sync.block { block = (block.count + 1, length) }
        if sync.calm == incarnation { calm = incarnation }
        let isCalm = calm == incarnation || !keepsCalm
        renew(sync, isCalm: isCalm)
        if isCalm { grant(sync, limit) }
        return table
    }

    /// What it answers, and what a look shows.
    package var table: SlotTable {
        SlotTable(
            server: incarnation, isCalm: calm == incarnation || !keepsCalm, timing: timing, limit: agreed,
            block: block.count, blockLength: block.length, rows: rows,
            members: members.map { SlotTable.Member($0.key, want: $0.value.want, beat: $0.value.sequence) })
    }

    /// Loses the grant of some slot, as a failover may; its number.
    package mutating func forgetGrant() -> Int? {
        guard let index = rows.lastIndex(where: { $0.holder != nil }) else { return nil }
        rows[index].holder = nil
        rows[index].epoch -= 1
        return rows[index].number
    }

    private var agreed: SlotLimit { SlotLimit.agreed(members.values.map(\.limit)) ?? SlotLimit(1, per: .seconds(1)) }

    /// Carries out a sync that no later one is ahead of.
    package mutating func answer(_ sync: SlotSync) throws -> SlotTable {
        guard let table = self.sync(sync) else { throw Superseded() }
        return table
    }

    /// A later sync of the holder was carried out before.
    package struct Superseded: Error {}

    private mutating func renew(_ sync: SlotSync, isCalm: Bool) {
        for index in rows.indices {
            let isOwn = rows[index].holder == sync.holder
            guard let epoch = sync.held[rows[index].number] else {
                if isOwn { rows[index].holder = nil }
                continue
            }
            let isForgotten = sync.isValid && !isCalm && rows[index].epoch < epoch
            guard isForgotten || isOwn && rows[index].epoch == epoch else { continue }
            rows[index].holder = sync.holder
            rows[index].epoch = epoch
            rows[index].beat += 1
        }
    }

    private mutating func grant(_ sync: SlotSync, _ limit: SlotLimit) {
        let isWatched = sync.server == incarnation
        for member in sync.silent where isWatched && members[member.subject]?.sequence == member.beat {
            members[member.subject] = nil
        }
        var wanted = sync.take
        for index in rows.indices {
            let row = rows[index]
            if isWatched, sync.suspects.contains(SlotSync.Sighting(row.number, epoch: row.epoch, beat: row.beat)),
                row.holder != nil, row.holder != sync.holder
            {
                rows[index].holder = nil
                rows[index].epoch += 1
            }
            guard wanted > 0, rows[index].holder == nil, row.number <= limit.slots else { continue }
            wanted -= 1
            rows[index].holder = sync.holder
            rows[index].epoch += 1
            rows[index].beat += 1
        }
    }
}

extension SlotLimit {
    /// The limit that holds for hosts of which each was told one: the strictest, of those that were chosen if any was.
    fileprivate static func agreed(_ limits: some Collection<SlotLimit>) -> SlotLimit? {
        let chosen = limits.filter(\.isConfigured)
        return (chosen.isEmpty ? Array(limits) : chosen).min { $0.isStricter(than: $1) }
    }

    private func isStricter(than other: SlotLimit) -> Bool {
        let (mine, its) = (window * other.slots, other.window * slots)
        return mine == its ? slots < other.slots : mine > its
    }
}
