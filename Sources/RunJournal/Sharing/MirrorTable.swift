import FoundationEssentials
import SQLite

/// A table of a journal that other hosts have as well.
///
/// Its place in the list is the kind of its rows. Rows are stored in this order, so a store that was cut off has
/// no step without its item.
enum MirrorTable: Int, CaseIterable {
    case run, service, metadata, item, step

    /// The table's key, by which a row is known.
    private var key: String {
        switch self {
        case .run: "0"
        case .service: "name"
        case .metadata: "key"
        case .item, .step: "id"
        }
    }

    /// Its columns, in the order of the version that added them.
    private var columns: [String] {
        switch self {
        case .run: ["created"]
        case .service: ["name", "address"]
        case .metadata: ["key", "value"]
        case .item:
            [
                "id", "key", "digest", "state", "attempts", "begun", "changed", "sequence", "place", "errorKind",
                "error", "result", "cells",
            ]
        case .step:
            [
                "id", "item", "key", "occurrence", "state", "sequel", "lasting", "call", "service", "arguments",
                "content", "place", "begun", "changed", "intent", "error", "result",
            ]
        }
    }

    /// Notes every row as changed by the change that is being made.
    func noteAll(_ db: Database) throws {
        try db.run(
            "INSERT OR REPLACE INTO mirrored SELECT \(rawValue), \(key), (SELECT revision FROM mirror) FROM \(name)")
    }

    /// Has every further change of a row noted, as long as the connection is open.
    func watch(_ db: Database) throws {
        // Other columns are this host's own.
        let update = "UPDATE OF \(columns.joined(separator: ", "))"
        for (event, rows) in [("INSERT", ["NEW"]), (update, ["NEW", "OLD"]), ("DELETE", ["OLD"])] {
            let notes = rows.map { row in
                """
                INSERT INTO mirrored VALUES (
                    \(rawValue), \(self == .run ? "0" : "\(row).\(key)"), (SELECT revision + 1 FROM mirror))
                ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision;
                """
            }
            try db.execute(
                """
                CREATE TEMP TRIGGER mirror\(event.prefix(6))\(name) AFTER \(event) ON main.\(name)
                BEGIN \(notes.joined(separator: " ")) END
                """)
        }
    }

    /// Whether a row is there.
    func holds(_ id: JournalCell, _ db: Database) throws -> Bool {
        try db.value(Int.self, "SELECT 1 FROM \(name) WHERE \(key) = ?", id) != nil
    }

    /// A row as it is now; deleted if it is not there.
    func row(_ id: JournalCell, _ db: Database) throws -> JournalRow {
        let sql = "SELECT \(columns.joined(separator: ", ")) FROM \(name) WHERE \(key) = ?"
        let count = columns.count
        let found = try db.first(sql, id) { row in
            try (0..<count).map { column in try row.get(column, as: JournalCell.self) }
        }
        var state: Int?
        if let cells = found, let place = columns.firstIndex(of: "state"), case .number(let number) = cells[place] {
            state = Int(number)
        }
        return JournalRow(kind: rawValue, id: id.idText, state: state, content: try found.map(JournalCell.json))
    }

    /// Puts a row into a journal.
    ///
    /// - Parameter replacing: Whether the journal may have one of this key, which is replaced; else that is an error.
    func insert(_ content: String, replacing: Bool = false, _ db: Database) throws {
        let c = try JournalCell.cells(content, count: columns.count)
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        let verb = replacing ? "INSERT OR REPLACE" : "INSERT"
        let sql = "\(verb) INTO \(name) (\(columns.joined(separator: ", "))) VALUES (\(marks))"
        switch self {
        case .run: try db.run("UPDATE run SET created = ?", c[0])
        case .service, .metadata: try db.run(sql, c[0], c[1])
        case .item:
            try db.run(sql, c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11], c[12])
        case .step:
            try db.run(
                sql, c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11], c[12], c[13], c[14],
                c[15], c[16])
        }
    }

    private var name: String { "\(self)" }
}

extension JournalCell {
    /// The key of a row as a text.
    fileprivate var idText: String {
        switch self {
        case .null: ""
        case .number(let number): "\(number)"
        case .text(let text): text
        case .bytes(let bytes): Data(bytes).base64EncodedString()
        }
    }
}
