import SQLite

/// What a journal has changed, in as many parts as it takes to store it: deleted rows first, and items before steps.
///
/// Read in one transaction, the parts are what one change has left.
struct MirrorParts {
    /// The most rows of a part, and about the most bytes.
    private static let mostRows = 500
    private static let mostBytes = 1 << 20

    /// The last change.
    let revision: Int64
    private let copy: String
    private let base: Int64
    private let isReset: Bool
    private var rest: ArraySlice<MirrorLog.Key>
    private var number: Int64 = 0

    /// Finds which rows were changed.
    ///
    /// - Parameters:
    ///   - copy: The journal's name.
    ///   - base: Up to which change all is stored.
    ///   - isReset: Whether what is stored is replaced as a whole.
    init(of copy: String, after base: Int64, isReset: Bool, _ db: Database) throws {
        self.copy = copy
        self.base = base
        self.isReset = isReset
        revision = try db.value(Int64.self, "SELECT revision FROM mirror") ?? base
        var keys = try MirrorLog.changed(after: isReset ? -1 : base, db)
        if !isReset {
            let isThere = try keys.map { try $0.exists(db) }
            let marked = zip(keys, isThere)
            keys = marked.filter { !$0.1 }.map(\.0) + marked.filter { $0.1 }.map(\.0)
        }
        rest = keys[...]
    }

    /// Whether the part that was read last is the last one.
    var isAtEnd: Bool { rest.isEmpty }

    /// Reads the next part; the first one even if nothing was changed.
    mutating func next(_ db: Database) throws -> JournalPart {
        var (rows, bytes): ([JournalRow], Int) = ([], 0)
        while rows.count < Self.mostRows, bytes < Self.mostBytes, let key = rest.popFirst() {
            let row = try key.table.row(key.id, db)
            // Nothing is there that could be deleted.
            if isReset, row.content == nil { continue }
            bytes += row.content?.utf8.count ?? 0
            rows.append(row)
        }
        let isLast = rest.isEmpty
        let isFirst = number == 0
        defer { number += 1 }
        // Rows that are put back as a whole count their parts below zero: one that arrives twice fits nowhere.
        return JournalPart(
            copy: copy, base: isReset ? (isFirst ? revision : -number) : base,
            revision: isLast ? revision : isReset ? -number - 1 : nil,
            isPart: !isFirst || !isLast, isReset: isReset && isFirst, rows: rows)
    }
}
