/// What is found when the buckets of two tables are compared, one after the other.
struct DiffMatches {
    /// The first places of something, of which there may be many.
    struct Places {
        private let limit: Int
        private(set) var count = 0
        private var kept: [(place: Int, other: Int)] = []

        fileprivate init(limit: Int) { self.limit = limit }

        fileprivate mutating func add(_ place: Int, other: Int = 0) {
            count += 1
            kept.append((place, other))
            // Buckets come in any order: what is beyond the limit is dropped now and then.
            if kept.count - limit > max(limit, 1000) { kept = first }
        }

        /// In order; `other` is the place in the first table.
        var first: [(place: Int, other: Int)] { Array(kept.sorted { $0.place < $1.place }.prefix(limit)) }
    }

    /// Two rows of one key in the same table.
    struct Duplicate {
        let first: Int
        let again: Int
    }

    private(set) var added: Places
    private(set) var removed: Places
    /// By their places in the second table.
    private(set) var changed: Places
    private(set) var same = 0
    /// The first in the first table, and in the second.
    private(set) var duplicates: (before: Duplicate?, after: Duplicate?)

    /// - Parameter limit: How many places of each sort are kept.
    init(limit: Int) {
        added = Places(limit: limit)
        removed = Places(limit: limit)
        changed = Places(limit: limit)
    }

    /// A row's key, or its values and how many rows had the same before it.
    private struct Name: Hashable {
        let digest: RowDigest
        var number = 0
    }

    /// Compares the rows of one bucket.
    ///
    /// - Parameter isWhole: Whether rows have no key: several may be the same.
    mutating func match(_ before: [DiffEntry], _ after: [DiffEntry], isWhole: Bool) {
        let old = Self.named(before, isWhole, &duplicates.before)
        let new = Self.named(after, isWhole, &duplicates.after)
        for (name, entry) in new {
            if let known = old[name] {
                if known.values == entry.values {
                    same += 1
                } else {
                    changed.add(entry.place, other: known.place)
                }
            } else {
                added.add(entry.place)
            }
        }
        for (name, entry) in old where new[name] == nil { removed.add(entry.place) }
    }

    private static func named(
        _ entries: [DiffEntry], _ isWhole: Bool, _ duplicate: inout Duplicate?
    ) -> [Name: DiffEntry] {
        var named: [Name: DiffEntry] = [:]
        named.reserveCapacity(entries.count)
        var counts: [RowDigest: Int] = [:]
        for entry in entries {
            var name = Name(digest: entry.key)
            if isWhole {
                name.number = counts[entry.key, default: 0]
                counts[entry.key] = name.number + 1
            }
            if let earlier = named[name] {
                if duplicate.map({ entry.place < $0.again }) ?? true {
                    duplicate = Duplicate(first: earlier.place, again: entry.place)
                }
            } else {
                named[name] = entry
            }
        }
        return named
    }
}
