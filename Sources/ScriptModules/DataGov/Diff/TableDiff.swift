import Catalogue
import LuaBridge
import SystemFiles
import TextFormats

/// How the rows of one CSV file differ from those of another.
///
/// Rows are compared by digests of their key and of their values in the columns that both files have. The digests are
/// divided by key and compared part by part, so that memory hardly grows with the rows: a megabyte, and about half a
/// byte for each row.
struct TableDiff: Sendable {
    /// A row with the values that it had and that it gets.
    struct Change: Sendable {
        let before: [String: String]
        let after: [String: String]
        let columns: [String]
    }

    /// A file, and what messages call it.
    struct Table: Sendable {
        let name: String
        /// Whether its rows are told by their numbers, because its lines are not shown to the user.
        var isOfRows = false
        /// The file from its beginning.
        let open: @Sendable () throws -> OpenFile
    }

    private(set) var added = 0
    private(set) var removed = 0
    private(set) var changed = 0
    private(set) var same = 0
    private(set) var addedRows: [[String: String]] = []
    private(set) var removedRows: [[String: String]] = []
    private(set) var changedRows: [Change] = []
    private(set) var newColumns: [String] = []
    private(set) var lostColumns: [String] = []

    /// - Parameters:
    ///   - files: Makes the temporary files that what does not fit into memory waits in.
    ///   - key: The columns that tell a row from the others; without it rows are the same or not as wholes.
    ///   - limit: How many rows of each sort are kept.
    /// - Throws: ``ScriptError`` of kind `data` for a column of the key that is missing, for two rows of one key and
    ///   for temporary files without room; ``CSVError``, ``FileAccessError``, `CancellationError`.
    @concurrent
    init(from before: Table, to after: Table, in files: FileAccess, key: [String]?, limit: Int) async throws {
        let (old, new) = (try DiffColumns(of: before, key), try DiffColumns(of: after, key))
        newColumns = new.names.filter { !old.names.contains($0) }
        lostColumns = old.names.filter { !new.names.contains($0) }
        let common = new.names.filter(old.names.contains)
        var matches = DiffMatches(limit: max(0, limit))
        do {
            let (olds, news) = (DiffBuckets(in: files), DiffBuckets(in: files))
            try await Self.read(before, old, common, key, into: olds)
            try await Self.read(after, new, common, key, into: news)
            for bucket in 0..<DiffBuckets.count {
                matches.match(try olds.entries(in: bucket), try news.entries(in: bucket), isWhole: key == nil)
                try Task.checkCancellation()
                await Task.yield()
            }
        } catch let error as SystemError {
            throw Self.failure(error)
        }
        if let duplicate = matches.duplicates.before { throw try await Self.error(duplicate, before, key ?? []) }
        if let duplicate = matches.duplicates.after { throw try await Self.error(duplicate, after, key ?? []) }
        (added, removed, changed) = (matches.added.count, matches.removed.count, matches.changed.count)
        same = matches.same
        let (fresh, gone, others) = (matches.added.first, matches.removed.first, matches.changed.first)
        let oldRows = try await Self.records(of: before, at: gone.map(\.place) + others.map(\.other))
        let newRows = try await Self.records(of: after, at: fresh.map(\.place) + others.map(\.place))
        addedRows = fresh.compactMap { newRows[$0.place] }
        removedRows = gone.compactMap { oldRows[$0.place] }
        changedRows = others.sorted { $0.other < $1.other }.compactMap { places in
            guard let before = oldRows[places.other], let after = newRows[places.place] else { return nil }
            return Change(before: before, after: after, columns: common.filter { before[$0] != after[$0] })
        }
    }

    /// Gives each record of a table with its place, the header first.
    private static func forEachRecord(
        of table: Table, _ body: (CSVRecord, _ place: Int) throws -> Bool
    ) async throws {
        var reader = try CSVReader(table.open(), name: table.name, header: .none)
        var count = 0
        while let record = try reader.next() {
            guard try body(record, table.isOfRows ? count : record.line) else { return }
            count += 1
            if count.isMultiple(of: 4096) {
                try Task.checkCancellation()
                await Task.yield()
            }
        }
    }

    private static func read(
        _ table: Table, _ columns: DiffColumns, _ common: [String], _ key: [String]?, into buckets: DiffBuckets
    ) async throws {
        let (ofKey, ofValues) = (key.map(columns.indices), columns.indices(common))
        var isHeader = true
        try await forEachRecord(of: table) { record, place in
            if !isHeader {
                let fields = record.fields.map(\.textBytes)
                let values = RowDigest(ofValues.map { $0 < fields.count ? fields[$0] : [] })
                let digest = ofKey.map { RowDigest($0.map { $0 < fields.count ? fields[$0] : [] }) }
                try buckets.add(DiffEntry(key: digest ?? values, values: values, place: place))
            }
            isHeader = false
            return true
        }
    }

    /// The records at some places, by column.
    private static func records(of table: Table, at places: [Int]) async throws -> [Int: [String: String]] {
        guard let last = places.max() else { return [:] }
        let wanted = Set(places)
        var names: [String]?
        var rows: [Int: [String: String]] = [:]
        try await forEachRecord(of: table) { record, place in
            guard let names else {
                names = record.texts
                return true
            }
            if wanted.contains(place) {
                rows[place] = Dictionary(zip(names, record.texts)) { first, _ in first }
            }
            return place < last
        }
        return rows
    }

    private static func error(
        _ duplicate: DiffMatches.Duplicate, _ table: Table, _ key: [String]
    ) async throws -> ScriptError {
        let row = try await records(of: table, at: [duplicate.again])[duplicate.again] ?? [:]
        let words = key.map { "\($0) = '\(row[$0] ?? "")'" }.joined(separator: ", ")
        return ScriptError(
            .data,
            "datagov.diff: \(table.isOfRows ? "rows" : "lines") \(duplicate.first) and \(duplicate.again) of "
                + "\(table.name) have the same key: \(words)",
            call: "datagov.diff", hint: "Give columns that tell every row from the others: { key = { … } }.")
    }

    private static func failure(_ error: SystemError) -> ScriptError {
        var failure = ScriptError(
            .data, "datagov.diff: a temporary file cannot be used: \(error.words)", call: "datagov.diff",
            hint: "Make room in /tmp.")
        failure.unusable = FileFault(error.number, isWriting: true)
        return failure
    }
}

/// The columns of a table.
private struct DiffColumns {
    let names: [String]

    /// - Throws: ``ScriptError`` for a column of the key that the table does not have.
    init(of table: TableDiff.Table, _ key: [String]?) throws {
        var reader = try CSVReader(table.open(), name: table.name, header: .none)
        names = try reader.next()?.texts ?? []
        guard let missing = key?.first(where: { !names.contains($0) }) else { return }
        throw ScriptError(
            .data, "datagov.diff: \(table.name) has no column '\(missing)'", call: "datagov.diff",
            hint: "It has: \(names.joined(separator: ", ")).")
    }

    /// Where columns stand that the table has.
    func indices(_ wanted: [String]) -> [Int] { wanted.compactMap { names.firstIndex(of: $0) } }
}

extension CSVRecord {
    fileprivate var texts: [String] { fields.map { String(decoding: $0.textBytes, as: UTF8.self) } }
}
