import SQLite

/// What the writer knows between transactions; a transaction that fails leaves no trace in it.
struct WriterSession {
    /// The number of the last step, or of the last durable transaction without a new one: by it ``DurableMark`` tells
    /// whether the end of a journal is there.
    var number: Int64
    /// The number of the item that finished last.
    var sequence: Int64
    /// Items that were begun since the journal was opened and have not finished, each with what was recorded before;
    /// nil of one that was new.
    var begun: [Int64: RecordedItem?] = [:]
    /// Services whose address is recorded, or was before the journal was opened.
    var services: Set<String> = []
    /// Keys of items that the open transaction has begun for the first time.
    var written: [ItemKey] = []
    /// The last change as other hosts count; nil while the run is not shared.
    var revision: Int64?
    /// Whether the open transaction has taken steps away, by which the number could be told.
    var hasDeletedSteps = false

    init(_ db: Database) throws {
        number = try Self.lastNumber(db)
        sequence = try db.value(Int64.self, "SELECT max(sequence) FROM item WHERE sequence IS NOT NULL") ?? 0
        guard max(number, sequence) < Self.highest else {
            throw SQLiteError(.corrupt, "it counts further than any run can")
        }
    }

    /// No run has as many steps; one that says so would leave no room to count on.
    private static let highest: Int64 = 1 << 62

    static func lastNumber(_ db: Database) throws -> Int64 {
        let numbers = try db.all("SELECT number FROM run UNION ALL SELECT max(id) FROM step") {
            try $0.get(0, as: Int64?.self)
        }
        guard numbers.count == 2, let last = numbers.compactMap(\.self).max() else {
            throw SQLiteError(.corrupt, "it does not say which run it is of")
        }
        return last
    }
}
