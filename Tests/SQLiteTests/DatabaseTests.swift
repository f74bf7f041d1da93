import FoundationEssentials
import SQLite
import Testing
import TestSupport

struct DatabaseTests {
    private let database: Database

    init() throws {
        database = try Database(path: ":memory:")
        try database.execute("CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, NULL)")
    }

    @Test func valuesComeBackAsTheyWent() throws {
        let data = Data([0, 1, 255])
        try database.run("CREATE TABLE v (a, b, c, d, e, f, g)")
        try database.run(
            "INSERT INTO v VALUES (?, ?, ?, ?, ?, ?, ?)", Int64.min, Int.max, "", "é\u{0}ü", [UInt8](), data,
            String?.none)
        func back<Value: SQLiteReadable>(_ column: Int, _ type: Value.Type) throws -> Value? {
            try database.first("SELECT * FROM v") { try $0.get(column, as: type) }
        }
        #expect(try back(0, Int64.self) == .min)
        #expect(try back(1, Int.self) == .max)
        #expect(try back(2, String.self) == "")
        #expect(try back(3, String.self) == "é\u{0}ü")
        #expect(try back(4, [UInt8].self) == [])
        #expect(try back(5, Data.self) == data)
        #expect(try back(6, String?.self) == .some(nil))
    }

    @Test func aColumnOfAnotherTypeIsAnError() throws {
        let error = #expect(throws: SQLiteColumnError.self) {
            try database.all("SELECT b FROM t ORDER BY a") { try $0.get(0, as: String.self) }
        }
        #expect(error?.description == "column 0 does not hold text")
        let found = try database.all("SELECT b, a FROM t ORDER BY a") { $0.find(0, as: String.self) }
        #expect(found == ["one", "two", nil])
        let optional = #expect(throws: SQLiteColumnError.self) { try database.value(Int.self, "SELECT b FROM t") }
        #expect(optional?.description == "column 0 does not hold an integer or NULL")
    }

    @Test func firstAndValueReadOneRow() throws {
        #expect(try database.value(Int.self, "SELECT a FROM t WHERE b = ?", "two") == 2)
        #expect(try database.value(Int.self, "SELECT a FROM t WHERE b = ?", "ten") == nil)
        #expect(try database.value(String.self, "SELECT b FROM t WHERE a = ?", 3) == nil)
        #expect(try database.first("SELECT a FROM t ORDER BY a DESC") { try $0.get(0, as: Int.self) } == 3)
    }

    @Test func rowsMayBeReadInsideOfRowsOfTheSameStatement() throws {
        let sql = "SELECT a FROM t ORDER BY a"
        var pairs: [[Int]] = []
        try database.rows(sql) { outer in
            let first = try outer.get(0, as: Int.self)
            try database.rows(sql) { inner in
                try pairs.append([first, inner.get(0)])
                return true
            }
            return true
        }
        #expect(pairs == [1, 2, 3].flatMap { first in [1, 2, 3].map { [first, $0] } })
    }

    @Test func aStatementThatFailedCanBeUsedAgain() throws {
        try database.execute("CREATE TABLE u (a UNIQUE)")
        let sql = "INSERT INTO u VALUES (?)"
        try database.run(sql, 1)
        let error = #expect(throws: SQLiteError.self) { try database.run(sql, 1) }
        #expect(error?.description == "UNIQUE constraint failed: u.a")
        try database.run(sql, 2)
        #expect(database.changes == 1)
        #expect(database.lastInsertedRow == 2)
    }

    @Test func aTransactionThatThrowsIsUndone() throws {
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try database.inTransaction {
                try database.run("DELETE FROM t")
                #expect(database.isInTransaction)
                throw Stop()
            }
        }
        #expect(!database.isInTransaction)
        #expect(try database.value(Int.self, "SELECT count(*) FROM t") == 3)
        try database.inTransaction { try database.run("DELETE FROM t WHERE a = ?", 1) }
        #expect(try database.value(Int.self, "SELECT count(*) FROM t") == 2)
    }

    @Test func aPartThatThrowsIsUndoneAlone() throws {
        struct Stop: Error {}
        func failingPart() throws {
            try database.inSavepoint {
                try database.run("DELETE FROM t")
                throw Stop()
            }
        }
        try database.inTransaction {
            try database.inSavepoint { try database.run("DELETE FROM t WHERE a = ?", 1) }
            // Not `#expect(throws:) { … }`: inside of a closure, Swift 6.3 gives the macro's closure the name of the
            // closure before it, and runs that one in its place.
            let error = Result(catching: failingPart).failure
            #expect(error is Stop)
            try database.inSavepoint { try database.run("DELETE FROM t WHERE a = ?", 2) }
        }
        #expect(try database.all("SELECT a FROM t") { try $0.get(0, as: Int.self) } == [3])
    }

    @Test func mistakesInStatementsAreErrors() {
        #expect(throws: SQLiteError(.error, "near \"SELEC\": syntax error")) { try database.run("SELEC 1") }
        #expect(throws: SQLiteError(.error, "no such table: none")) { try database.execute("DELETE FROM none") }
        #expect(throws: SQLiteError.self) { try database.run("") }
        #expect(throws: SQLiteError.self) { try database.run("SELECT 1", 1) }
    }

    @Test func aFileThatIsNotThereIsNotMade() throws {
        let folder = ScratchFolder()
        let path = folder.path + "/none.sqlite"
        let error = #expect(throws: SQLiteError.self) { try Database(path: path) }
        #expect(error?.code.primary == .cannotOpen)
        #expect(error?.message == "unable to open database file")
        _ = try Database(path: path, Database.Options(makesFile: true, preparation: "CREATE TABLE t (a)"))
        let reader = try Database(path: path, Database.Options(isReadOnly: true))
        let refusal = #expect(throws: SQLiteError.self) { try reader.run("INSERT INTO t VALUES (?)", 1) }
        #expect(refusal?.code.primary == .readOnly)
    }

    @Test func anotherConnectionThatHoldsTheFileIsWaitedForAndThenReported() throws {
        let folder = ScratchFolder()
        let path = folder.path + "/held.sqlite"
        let holder = try Database(path: path, Database.Options(makesFile: true, preparation: "CREATE TABLE t (a)"))
        let other = try Database(path: path, Database.Options(patience: .zero))
        try holder.inTransaction {
            let error = #expect(throws: SQLiteError.self) { try other.inTransaction {} }
            #expect(error?.code.primary == .busy)
        }
        try other.inTransaction { try other.run("INSERT INTO t VALUES (?)", 1) }
    }

    @Test func aSharedDatabaseServesOneThreadAfterTheOther() async throws {
        let shared = try SharedDatabase(path: ":memory:", Database.Options(preparation: "CREATE TABLE t (a)"))
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<100 {
                group.addTask { try? shared.use { db in try db.run("INSERT INTO t VALUES (?)", number) } }
            }
        }
        #expect(try shared.use { db in try db.value(Int.self, "SELECT sum(a) FROM t") } == 4950)
        shared.close()
        shared.close()
        #expect(throws: SQLiteError(.error, "the database is closed")) { try shared.use { _ in } }
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
