import FoundationEssentials
import SQLite

/// Version 2: a step is known by what it does instead of by its place, and a run by profile and name alone.
enum SchemaTwo {
    static func migrate(_ db: Database) throws {
        try db.execute(
            """
            CREATE TABLE service (name TEXT PRIMARY KEY, address TEXT NOT NULL) WITHOUT ROWID;
            CREATE INDEX gone ON item (state) WHERE state >= 8;
            ALTER TABLE step RENAME TO oldStep;
            CREATE TABLE step (
                id INTEGER PRIMARY KEY, item INTEGER NOT NULL, key BLOB NOT NULL, occurrence INTEGER NOT NULL,
                state INTEGER NOT NULL, sequel INTEGER NOT NULL, lasting INTEGER NOT NULL, call TEXT NOT NULL,
                service TEXT NOT NULL, arguments BLOB NOT NULL, content TEXT NOT NULL, place TEXT NOT NULL,
                begun INTEGER NOT NULL, changed INTEGER NOT NULL, intent TEXT, error TEXT, result TEXT,
                UNIQUE (item, key, occurrence));
            """)
        try moveSteps(db)
        try db.execute("DROP TABLE oldStep")
        try moveIdentity(db)
    }

    private struct Name: Hashable {
        let item: Int64
        let key: [UInt8]
    }

    private static func moveSteps(_ db: Database) throws {
        // Steps of an item stand together, so that only one item's have to be counted at a time.
        var counts: [Name: Int] = [:]
        var item: Int64 = -1
        try db.rows(
            """
            SELECT id, item, path, ordinal, state, call, arguments, begun, changed, intent, error, result
            FROM oldStep ORDER BY item, id
            """
        ) { row in
            let id = try row.get(0, as: Int64.self)
            let owner = try row.get(1, as: Int64.self)
            if owner != item { counts = [:] }
            item = owner
            let call = try row.get(5, as: String.self)
            let arguments = try row.get(6, as: [UInt8].self)
            let intent = try row.get(9, as: String?.self)
            let service = call.hasPrefix("datagov.") ? "datagov" : ""
            let content = service.isEmpty ? "" : fileHash(in: intent) ?? ""
            let key = Step.key(call: call, service: service, arguments: arguments, content: content)
            counts[Name(item: owner, key: key), default: 0] += 1
            let place = try "\(row.get(2, as: String.self)):\(row.get(3, as: Int.self))"
            try db.run(
                "INSERT INTO step VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id, owner, Data(key), counts[Name(item: owner, key: key)] ?? 1, row.get(4, as: Int.self),
                call == "links.create" ? 1 : 0, call, service, Data(arguments), content, place,
                row.get(7, as: Int64.self), row.get(8, as: Int64.self), intent, row.get(10, as: String?.self),
                row.get(11, as: String?.self))
            return true
        }
    }

    /// The SHA-256 of an upload's file, which version 1 kept in its intent only.
    private static func fileHash(in intent: String?) -> String? {
        struct Timed: Decodable {
            struct Upload: Decodable { let file: File }
            struct File: Decodable { let sha256: String }
            let intent: Upload
        }
        return intent.flatMap { try? JSONDecoder().decode(Timed.self, from: Data($0.utf8)) }?.intent.file.sha256
    }

    /// Takes the addresses out of the run's name, and keeps those of the services that its steps may have used.
    private static func moveIdentity(_ db: Database) throws {
        guard let text = try db.value(String.self, "SELECT identity FROM run"),
            let older = try? JSONDecoder().decode(OlderRunIdentity.self, from: Data(text.utf8))
        else { return }
        for (name, address) in older.services ?? [:] {
            // Which of the two link services a step used cannot be told.
            let calls = name == "datagov" ? "datagov.*" : "links.*"
            guard try db.value(Int.self, "SELECT 1 FROM step WHERE call GLOB ? LIMIT 1", calls) != nil else { continue }
            try db.run("INSERT INTO service VALUES (?, ?)", name, address)
        }
        let identity = RunIdentity(profile: older.profile, name: older.name)
        try db.run("UPDATE run SET identity = ?", String(decoding: JSONEncoder().encode(identity), as: UTF8.self))
    }
}

/// A run's name in version 1, to which the addresses of all services belonged; nil from version 2 on.
struct OlderRunIdentity: Decodable {
    let profile: String
    let name: String
    let services: [String: String]?
    var part: Int?

    var identity: RunIdentity {
        let whole = RunIdentity(profile: profile, name: name)
        return part.map(whole.part) ?? whole
    }
}
