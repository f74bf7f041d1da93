import SQLite
@testable import RunJournal
import Testing

struct SchemaTests {
    private func version(_ db: Database) throws -> Int? { try db.value(Int.self, "PRAGMA user_version") }

    @Test func anOlderJournalIsMigratedStepByStep() throws {
        let database = try SharedDatabase(path: ":memory:")
        var schema = Schema.current
        try database.use { db throws in
            try schema.migrate(db, from: 0)
            try db.execute("INSERT INTO run VALUES ('{}', 1, 7)")
        }
        schema.migrations += [
            { db in try db.execute("ALTER TABLE run ADD COLUMN note TEXT") },
            { db in try db.execute("UPDATE run SET note = 'seven' WHERE number = 7") },
        ]
        try database.use { db throws in
            let found = try schema.check(db, path: "/s")
            try schema.migrate(db, from: found)
            #expect(try db.value(String.self, "SELECT note FROM run") == "seven")
            #expect(try version(db) == Schema.current.version + 2)
        }
    }

    @Test func aMigrationThatFailsChangesNothing() throws {
        let database = try SharedDatabase(path: ":memory:")
        var schema = Schema.current
        try database.use { db throws in try schema.migrate(db, from: 0) }
        schema.migrations += [
            { db in try db.execute("ALTER TABLE run ADD COLUMN note TEXT") },
            { db in try db.execute("UPDATE nothing SET a = 1") },
        ]
        try database.use { db throws in
            #expect(throws: SQLiteError.self) { try schema.migrate(db, from: 1) }
            #expect(try version(db) == 1)
            #expect(try db.value(Int.self, "SELECT count(*) FROM pragma_table_info('run')") == 3)
        }
    }
}
