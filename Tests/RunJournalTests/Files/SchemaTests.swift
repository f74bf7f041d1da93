import GRDB
@testable import RunJournal
import Testing

struct SchemaTests {
    private func version(_ db: Database) throws -> Int? { try Int.fetchOne(db, sql: "PRAGMA user_version") }

    @Test func anOlderJournalIsMigratedStepByStep() async throws {
        let queue = try DatabaseQueue()
        var schema = Schema.current
        try await queue.writeWithoutTransaction { [schema] db throws in
            try schema.migrate(db, from: 0)
            try db.execute(sql: "INSERT INTO run VALUES ('{}', 1, 7)")
        }
        schema.migrations += [
            { db in try db.execute(sql: "ALTER TABLE run ADD COLUMN note TEXT") },
            { db in try db.execute(sql: "UPDATE run SET note = 'seven' WHERE number = 7") },
        ]
        try await queue.writeWithoutTransaction { [schema] db throws in
            let found = try schema.check(db, path: "/s")
            try schema.migrate(db, from: found)
            #expect(try String.fetchOne(db, sql: "SELECT note FROM run") == "seven")
            #expect(try version(db) == Schema.current.version + 2)
        }
    }

    @Test func aMigrationThatFailsChangesNothing() async throws {
        let queue = try DatabaseQueue()
        var schema = Schema.current
        try await queue.writeWithoutTransaction { [schema] db throws in try schema.migrate(db, from: 0) }
        schema.migrations += [
            { db in try db.execute(sql: "ALTER TABLE run ADD COLUMN note TEXT") },
            { db in try db.execute(sql: "UPDATE nothing SET a = 1") },
        ]
        try await queue.writeWithoutTransaction { [schema] db throws in
            #expect(throws: DatabaseError.self) { try schema.migrate(db, from: 1) }
            #expect(try version(db) == 1)
            #expect(try db.columns(in: "run").count == 3)
        }
    }
}
