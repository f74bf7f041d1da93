import SQLite

extension RunStore {
    /// Every run of this host and every one that hosts share, or every one of a profile.
    ///
    /// A run of which others have more than this host is listed as they have it. One that has a journal of its own
    /// here, beside the one that hosts share, is listed twice.
    ///
    /// - Parameter shared: What hosts share.
    package func runs(profile: String? = nil, sharing shared: [SharedRunSummary]) throws -> [StoredRun] {
        var rest = Dictionary(shared.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
        let own = try runs(profile: profile).map { run -> StoredRun in
            guard let identity = run.identity, let found = rest[identity],
                let log = ownLog(JournalFile(paths: run.paths))
            else { return run }
            rest[identity] = nil
            let hasAll = log.copy == found.state.copy && found.state.revision <= log.revision
            return run.shared(found, lacksRows: !hasAll && found.state.revision > 0)
        }
        let others = rest.values.filter { profile == nil || $0.identity.profile == profile }
        return own + others.map { StoredRun($0, ownPaths(of: $0.identity)) }
    }

    /// Opens what hosts share of a run for looking at it, in a journal of its own that is gone when the reader is.
    ///
    /// This host's journal is left alone. While another host is working on the run, some rows may be older than others.
    ///
    /// - Parameters:
    ///   - identity: The run's profile and name.
    ///   - rows: Where they are.
    ///   - folder: An empty folder of the caller's, which it may remove at once.
    /// - Throws: ``JournalError``: `missing` if there is no such run, `held` if its rows are not whole; what `rows`
    ///   throws.
    package func reader(
        ofShared identity: RunIdentity, from rows: any SharedRows, in folder: String
    ) throws -> JournalReader {
        for attempt in 0..<Self.mostReadings {
            let file = JournalFile(paths: JournalPaths(base: "\(folder)/\(attempt)"))
            guard let found = try rows.state(of: identity) else { break }
            guard found.revision >= 0 else { continue }
            try file.create(identity, now: now())
            try file.fill(skippingLoose: true) { body in try rows.load(identity, body) }
            guard let after = try rows.state(of: identity), after.copy == found.copy, after.revision >= found.revision
            else {
                try file.paths.remove()
                continue
            }
            return try JournalReader(file, .cheap)
        }
        guard try rows.state(of: identity) != nil else {
            throw JournalError(.missing, "there is no run \(identity.name) any more")
        }
        throw JournalError(
            .held, "the record of the run \(identity.name) is being put back by another host, and is not whole",
            hint: "Try again in a moment.")
    }

    /// How often rows are read that are replaced meanwhile.
    private static let mostReadings = 3
}

extension JournalFile {
    /// Puts rows of other hosts into a journal that has just been made.
    ///
    /// - Parameters:
    ///   - skippingLoose: Whether rows that were changed while they were read may be there twice, or without their
    ///     item: the later one counts.
    ///   - then: Is called with the database when all rows are there, in the same transaction.
    ///   - load: Calls back with all rows, some at a time.
    func fill(
        skippingLoose: Bool = false, then: (Database) throws -> Void = { _ in },
        _ load: (_ body: ([JournalRow]) throws -> Void) throws -> Void
    ) throws {
        let database = try open(.none)
        defer { database.close() }
        try database.use { db in
            try db.inTransaction {
                try db.execute("DELETE FROM metadata")
                try load { rows in
                    for row in rows {
                        guard let table = MirrorTable(rawValue: row.kind) else { throw JournalError.ofNewerHost }
                        if let content = row.content { try table.insert(content, replacing: skippingLoose, db) }
                    }
                }
                if skippingLoose { try db.execute("DELETE FROM step WHERE item NOT IN (SELECT id FROM item)") }
                try then(db)
            }
        }
    }
}
