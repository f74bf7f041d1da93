import Glibc
import Synchronization
import SystemFiles
package import Timekeeping

/// The records of all starts of a user on this machine, in the state directory.
///
/// A start writes a file of its own there; the files of starts that have ended are taken into an SQLite file, many at a
/// time. Any number of processes may use a store at once; every call blocks for as long as files do.
///
/// ```swift
/// let store = StartRecordStore(in: stateDirectory)
/// let last = try store.records(RecordFilter(schedule: "nightly", limit: 1)).first
/// ```
package struct StartRecordStore: Sendable {
    /// The folder of the records.
    package let directory: String
    let folder: RecordFolder
    let notice: @Sendable (String) -> Void

    /// How many files of ended starts there may be before one that sent something takes them into the database.
    static let mostFiles = 64
    /// How many there may be before any other does: that takes ten times as long as a start that does nothing.
    static let mostFilesOfIdle = 512
    /// How many records are kept, whatever their age: those of a start every minute for a month.
    package static let mostRecords = 50_000

    /// - Parameters:
    ///   - stateDirectory: Made, with the records' folder in it, when the first start is recorded.
    ///   - notice: Is told, in one line, what a person should know although nothing failed.
    package init(in stateDirectory: String, notice: @escaping @Sendable (String) -> Void = { _ in }) {
        directory = stateDirectory + "/starts"
        folder = RecordFolder(path: directory)
        self.notice = notice
    }

    /// A name for the record of a start that begins now.
    package static func newID(_ now: ServiceInstant) -> String {
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")
        let random = (0..<4).map { _ in letters[Int.random(in: letters.indices)] }
        return "\(LocalTime(now).compact)-\(String(random))"
    }

    /// Writes down that a start begins; it counts as running until ``OpenRecord/close(_:)``, or the end of the process.
    ///
    /// Costs a dozen system calls. Closes the records of starts that were killed.
    ///
    /// - Parameter redact: Takes secrets out of the JSON of all that is written of the record.
    /// - Throws: ``RecordError``
    package func open(
        _ record: StartRecord, redact: @escaping @Sendable (String) -> String = { $0 }
    ) throws(RecordError) -> OpenRecord {
        try folder.make()
        let listing = try? folder.list(naming: false)
        if let listing, !listing.open.isEmpty || !listing.new.isEmpty { folder.sweep(listing) }
        let files = RecordFiles(folder: folder.path, id: record.id, redact: redact)
        return try OpenRecord(record, files, listing)
    }

    /// Takes the files of starts that have ended into the database if there are many, and removes old records then.
    ///
    /// - Parameters:
    ///   - start: One that has ended; it pays for it.
    ///   - keeping: How long records are kept; nil for as long as there is room.
    /// - Returns: Whether there were many.
    /// - Throws: ``RecordError``
    @discardableResult package func maintain(
        after start: OpenRecord, isBusy: Bool, keeping: Duration?, now: ServiceInstant
    ) throws(RecordError) -> Bool {
        // As it found them: to count again would cost as much as its record.
        guard start.doneBefore + 1 >= (isBusy ? Self.mostFiles : Self.mostFilesOfIdle) else { return false }
        _ = try prune(before: keeping.map { now - $0 })
        return true
    }

    /// The records of starts, the latest first; those that are still running included.
    ///
    /// - Throws: ``RecordError``
    package func records(_ filter: RecordFilter = RecordFilter()) throws(RecordError) -> [StartRecord] {
        var found: [String: StartRecord] = [:]
        // Before the files: what is taken in between is seen twice, not missed.
        for record in try files() where filter.includes(record) { found[record.id] = record }
        let stored = try RecordDatabase.open(in: directory, isReadOnly: true, notice: notice)?.records(
            since: filter.since, limit: filter.limit, schedule: filter.schedule, filter.includes)
        for record in stored ?? [] { found[record.id] = record }
        let all = found.values.sorted { ($0.started, $0.id) > ($1.started, $1.id) }
        return Array(all.prefix(filter.limit))
    }

    /// Closes the records of starts that were killed, and takes all that have ended into the database.
    ///
    /// - Throws: ``RecordError``
    package func tidy() throws(RecordError) {
        guard access(directory, F_OK) == 0 else { return }
        folder.sweep(try folder.list())
        try takeIn(try folder.list())
    }

    /// Removes the records of starts that began before a moment, and the oldest of far too many.
    ///
    /// - Returns: How many were removed.
    /// - Throws: ``RecordError``
    @discardableResult package func prune(before: ServiceInstant?) throws(RecordError) -> Int {
        guard access(directory, F_OK) == 0 else { return 0 }
        try tidy()
        guard let database = try RecordDatabase.open(in: directory, isReadOnly: false, notice: notice) else { return 0 }
        let count = try database.prune(before: before, most: Self.mostRecords)
        if count > 0 { try dropLostMarks() }
        return count
    }

    /// The records that are not in the database.
    private func files() throws(RecordError) -> [StartRecord] {
        var records: [StartRecord] = []
        // What is renamed between the listing and the reading is found in the next listing.
        for _ in 0..<3 {
            let listing = try folder.list()
            records = []
            var isComplete = true
            for id in listing.open {
                switch folder.files(id).latest() {
                case .record(let record): records.append(folder.files(id).isAlive ? record : record.killed)
                case .gone: isComplete = false
                case .damaged, .newer: break
                }
            }
            for (id, code) in listing.done {
                switch folder.ended(id, code) {
                case .record(let record): records.append(record)
                case .gone: isComplete = false
                case .damaged, .newer: break
                }
            }
            if isComplete { break }
        }
        return records
    }

    private func takeIn(_ listing: RecordFolder.Listing) throws(RecordError) {
        guard !listing.done.isEmpty else { return }
        guard let database = try RecordDatabase.open(in: directory, notice: notice) else { return }
        var records: [StartRecord] = []
        var taken: [String] = []
        for (id, code) in listing.done {
            switch folder.ended(id, code) {
            case .record(let record): records.append(record)
            // Nothing of it will ever be read.
            case .damaged: break
            case .gone, .newer: continue
            }
            taken.append(folder.files(id).done(code))
        }
        try database.add(records)
        for path in taken { unlink(path) }
    }
}

/// Which records are wanted.
package struct RecordFilter: Sendable {
    /// Those that began at this moment or later.
    package var since: ServiceInstant?
    /// Those of a script, by its absolute path.
    package var script: String?
    /// Those of a schedule.
    package var schedule: String?
    package var profile: String?
    /// Whether those are left out that another start kept from beginning.
    package var leavesOutLocked = false
    /// How many at most, the latest.
    package var limit: Int

    package init(
        since: ServiceInstant? = nil, script: String? = nil, schedule: String? = nil, profile: String? = nil,
        limit: Int = .max
    ) {
        self.since = since
        self.script = script
        self.schedule = schedule
        self.profile = profile
        self.limit = limit
    }

    func includes(_ record: StartRecord) -> Bool {
        (since.map { record.started >= $0 } ?? true) && (script.map { record.script.path == $0 } ?? true)
            && (schedule.map { record.schedule == $0 } ?? true) && (profile.map { record.profile == $0 } ?? true)
            && !(leavesOutLocked && record.ending?.reason == .locked)
    }
}
