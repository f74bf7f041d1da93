import FoundationEssentials
import SQLite
import Timekeeping

extension JournalReader {
    /// What the journal holds, in numbers.
    ///
    /// Takes some 100 ms with a million items.
    ///
    /// - Throws: ``JournalError``.
    public func summary() throws -> RunSummary {
        let identity = try identity()
        return try read { db in
            func time(_ sql: String) throws -> Date? { try db.value(ServiceInstant.self, sql).map(Date.init) }
            func count(_ sql: String) throws -> Int { try db.value(Int.self, sql) ?? 0 }
            var items: [ItemState: Int] = [:]
            var failures: [String: Int] = [:]
            try db.rows(
                """
                SELECT state, errorKind, count(*) FROM item INDEXED BY trouble WHERE \(StateSQL.trouble)
                GROUP BY 1, 2
                """
            ) {
                row in
                let number = try row.get(2, as: Int.self)
                let state = try ItemState(rawValue: row.get(0, as: Int.self)) ?? .uncertain
                items[state, default: 0] += number
                if state == .failed, let kind = try row.get(1, as: String?.self) {
                    failures[kind, default: 0] += number
                }
                return true
            }
            // Counted over narrow indexes: the rows with their results would take seconds.
            var gone: [ItemState: Int] = [:]
            try db.rows("SELECT state, count(*) FROM item INDEXED BY gone WHERE \(StateSQL.gone) GROUP BY 1") { row in
                try gone[ItemState.of(row.get(0, as: Int.self)).state] = row.get(1, as: Int.self)
                return true
            }
            let goneInAll = gone.values.reduce(0, +)
            let all = try count("SELECT count(*) FROM item") - goneInAll
            let finished =
                try count("SELECT count(*) FROM item INDEXED BY finished WHERE sequence IS NOT NULL")
                - (goneInAll - (gone[.pending] ?? 0))
            items[.pending] = all - finished
            items[.done] = finished - items.values.reduce(0, +) + (all - finished)
            let last = try [
                time("SELECT changed FROM item WHERE sequence IS NOT NULL ORDER BY sequence DESC LIMIT 1"),
                time("SELECT changed FROM item ORDER BY id DESC LIMIT 1"),
            ]
            return RunSummary(
                identity: identity, created: try time("SELECT created FROM run") ?? Date(timeIntervalSince1970: 0),
                items: items.filter { $0.value > 0 }, failures: failures, steps: try count("SELECT count(*) FROM step"),
                firstBegun: try time("SELECT begun FROM item ORDER BY id LIMIT 1"),
                lastActivity: last.compactMap(\.self).max())
        }
    }
}
