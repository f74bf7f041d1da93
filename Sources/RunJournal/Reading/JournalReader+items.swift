import FoundationEssentials
import SQLite

extension JournalReader {
    /// Items one after the other, in flat memory.
    package func items(_ selection: ItemCursor.Selection = .all) -> ItemCursor { ItemCursor(self, selection) }

    /// The first failed and uncertain items, in the order of first appearance.
    package func trouble(limit: Int) throws -> [ItemRecord] {
        let cursor = items(.trouble)
        var found: [ItemRecord] = []
        while found.count < limit, let item = try cursor.next() { found.append(item) }
        return found
    }

    /// The item of a key; nil if it was never begun.
    package func item(_ key: String) throws -> ItemRecord? {
        try read { db in try Self.item(key, db) }
    }

    static func item(_ key: String, _ db: Database) throws -> ItemRecord? {
        try db.first("SELECT \(ItemRecord.columns) FROM item WHERE key = ?", Data(key.utf8)) { try ItemRecord($0) }
    }

    /// The number of the item that finished last; 0 if none did.
    package func lastSequence() throws -> Int64 {
        try read { db in
            try db.value(Int64.self, "SELECT max(sequence) FROM item WHERE sequence IS NOT NULL") ?? 0
        }
    }

    /// The last result of an item, as JSON text; nil if it has none.
    package func result(of item: RunItem) throws -> String? {
        try read { db in
            try db.value(String.self, "SELECT result FROM item WHERE id = ?", item.ordinal)
        }
    }

    /// The steps of an item in the order in which they were begun.
    package func steps(ofItem ordinal: Int64) throws -> [StepRecord] {
        try read { db in
            try db.all("SELECT \(StepRecord.columns) FROM step WHERE item = ? ORDER BY id", ordinal) {
                try StepRecord($0)
            }
        }
    }

    /// How many steps may have happened and are not settled, by their call; looks at every step of the run.
    package func openSteps() throws -> [String: Int] {
        try read { db in
            let counts = try db.all(
                "SELECT call, count(*) FROM step WHERE \(StateSQL.openStep) AND \(StateSQL.presentStep) GROUP BY call"
            ) { try (call: $0.get(0, as: String.self), count: $0.get(1, as: Int.self)) }
            return Dictionary(uniqueKeysWithValues: counts.map { ($0.call, $0.count) })
        }
    }

    /// The addresses at which the run has used services, by their names.
    package func addresses() throws -> [String: String] {
        try read { db in
            let rows = try db.all("SELECT name, address FROM service") {
                try (name: $0.get(0, as: String.self), address: $0.get(1, as: String.self))
            }
            return Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0.address) })
        }
    }

    static func step(_ step: Step, _ db: Database) throws -> StepRecord? {
        try db.first(
            "SELECT \(StepRecord.columns) FROM step WHERE item = ? AND key = ? AND occurrence = ?", step.item.ordinal,
            Data(step.key), step.occurrence
        ) { try StepRecord($0) }
    }
}
