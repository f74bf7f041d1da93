import Foundation
import SQLite
@testable import RunJournal
import Testing
import Timekeeping

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
            #expect(throws: SQLiteError.self) { try schema.migrate(db, from: Schema.current.version) }
            #expect(try version(db) == Schema.current.version)
            #expect(try db.value(Int.self, "SELECT count(*) FROM pragma_table_info('run')") == 3)
        }
    }

    /// A journal of version 1 with two creates and an upload, opened under its old file name.
    @Test func aJournalOfVersionOneIsGoneOnWith() throws {
        let store = try TemporaryStore()
        let identity = TemporaryStore.identity()
        let folder = store.paths().folder
        try Folder.make(folder)
        let file = JournalFile(
            paths: JournalPaths(base: "\(folder)/campaign-0123456789abcdef"),
            schema: Schema(migrations: [Schema.current.migrations[0]]))
        try file.create(identity, now: ServiceInstant(milliseconds: 1000))
        let database = try file.open(.none)
        try database.use { db throws in
            try db.run(
                "UPDATE run SET identity = ?",
                #"{"profile":"production","name":"campaign","services":{"go":"https://go.gov.sg/api","datagov":"x"}}"#)
            try db.execute(
                """
                INSERT INTO item VALUES (1, X'61', X'01', 0, 1, 1, 1, NULL, NULL, NULL, NULL, NULL);
                INSERT INTO step VALUES (1, 1, '0', 1, 1, 'links.create', X'01', 1, 1, '{}', NULL, '1');
                INSERT INTO step VALUES (2, 1, '0.1', 1, 0, 'links.create', X'01', 1, 1, '{}', NULL, NULL);
                INSERT INTO step VALUES (3, 1, '0', 2, 0, 'datagov.append', X'02', 1, 1,
                    '{"intent":{"file":{"sha256":"ab"}},"timeout":1}', NULL, NULL);
                """)
        }
        database.close()
        let journal = try store.open()
        #expect(journal.identity == identity)
        #expect(try journal.reader.addresses() == ["go": "https://go.gov.sg/api", "datagov": "x"])
        let steps = ItemSteps(try journal.pass().item("a"), in: journal)
        func standing(_ call: String, _ service: String, _ argument: UInt8, _ content: String = "") throws
            -> StepStanding
        {
            try steps.ask(
                ItemSteps.Request(
                    call: call, service: service, arguments: [argument], content: content, place: "9:9")
            ).standing
        }
        #expect(try standing("links.create", "go", 1) == .done(result: "1"))
        #expect(try standing("links.create", "go", 1) == .open(intent: "{}", isUncertain: false))
        #expect(try standing("datagov.append", "datagov", 2, "cd") == .new)
        guard try standing("datagov.append", "datagov", 2, "ab").isOpen else {
            Issue.record("the file is known by its content")
            return
        }
        try journal.close()
        // Found again although its name is the old one.
        #expect(try store.open().reader.addresses().count == 2)
        #expect(try store.store.runs().count == 1)
    }
}
