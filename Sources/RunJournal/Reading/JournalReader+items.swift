import FoundationEssentials
import SQLite

extension JournalReader {
    /// Items one after the other, in flat memory.
    public func items(_ selection: ItemCursor.Selection = .all) -> ItemCursor { ItemCursor(self, selection) }

    /// The first failed and uncertain items, in the order of first appearance.
    public func trouble(limit: Int) throws -> [ItemRecord] {
        let cursor = items(.trouble)
        var found: [ItemRecord] = []
        while found.count < limit, let item = try cursor.next() { found.append(item) }
        return found
    }

    /// The item of a key; nil if it was never begun.
    public func item(_ key: String) throws -> ItemRecord? {
        try read { db in try Self.item(key, db) }
    }

    static func item(_ key: String, _ db: Database) throws -> ItemRecord? {
        try db.first("SELECT \(ItemRecord.columns) FROM item WHERE key = ?", Data(key.utf8)) { try ItemRecord($0) }
    }

    /// The last result of an item, as JSON text; nil if it has none.
    public func result(of item: RunItem) throws -> String? {
        try read { db in
            try db.value(String.self, "SELECT result FROM item WHERE id = ?", item.ordinal)
        }
    }

    /// The steps of an item, by task path and number.
    public func steps(ofItem ordinal: Int64) throws -> [StepRecord] {
        try read { db in
            try db.all("SELECT \(StepRecord.columns) FROM step WHERE item = ? ORDER BY path, ordinal", ordinal) {
                try StepRecord($0)
            }
        }
    }

    /// How many steps of a call may have happened and are not settled; looks at every step of the run.
    public func openSteps(of call: String) throws -> Int {
        try read { db in
            try db.value(Int.self, "SELECT count(*) FROM step WHERE state IN (0, 2) AND call = ?", call) ?? 0
        }
    }

    func step(_ step: Step) throws -> StepRecord? {
        try read { db in try Self.step(step, db) }
    }

    static func step(_ step: Step, _ db: Database) throws -> StepRecord? {
        try db.first(
            "SELECT \(StepRecord.columns) FROM step WHERE item = ? AND path = ? AND ordinal = ?", step.item.ordinal,
            step.path, step.ordinal
        ) { try StepRecord($0) }
    }
}
