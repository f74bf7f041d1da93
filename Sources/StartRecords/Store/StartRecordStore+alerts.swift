import Glibc

/// Owed alerts: where a process could not send its alert, because it was killed or ended at once, a later start sends
/// it.
extension StartRecordStore {
    /// Notes that somebody is to be told how a start ends, before it does anything.
    ///
    /// - Throws: ``RecordError``
    package func oweAlert(of id: String) throws(RecordError) {
        let path = folder.files(id).alert
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw RecordError(cannot: "create", path) }
        close(descriptor)
    }

    /// Notes that it was reported, or cannot be; harmless if it is not owed.
    package func settleAlert(of id: String) { unlink(folder.files(id).alert) }

    /// The starts that ended without their alert: those of the same schedule, or where there is none of the same script
    /// and profile; the earliest first.
    ///
    /// - Throws: ``RecordError``
    package func owedAlerts(like start: StartRecord) throws(RecordError) -> [StartRecord] {
        let listing = try folder.list()
        // Those that are still running send their own.
        var ids = Set(listing.alerts).subtracting(listing.open)
        guard !ids.isEmpty else { return [] }
        var owed: [StartRecord] = []
        for (id, code) in listing.done where ids.contains(id) {
            guard case .record(let record) = folder.ended(id, code) else { continue }
            ids.remove(id)
            owed.append(record)
        }
        if !ids.isEmpty, let database = try RecordDatabase.open(in: directory, isReadOnly: true, notice: notice) {
            for id in ids { if let record = try database.record(id) { owed.append(record) } }
        }
        return owed.filter { $0.concerns(whoever: start) }.sorted { ($0.started, $0.id) < ($1.started, $1.id) }
    }

    /// Forgets the alerts of starts that have no record any more.
    func dropLostAlerts() throws(RecordError) {
        let ids = try folder.list().alerts
        guard !ids.isEmpty else { return }
        let known = Set(try records().map(\.id))
        for id in ids where !known.contains(id) { settleAlert(of: id) }
    }
}

extension StartRecord {
    /// Whether another start's alerts go to the same people.
    fileprivate func concerns(whoever other: StartRecord) -> Bool {
        if schedule != nil || other.schedule != nil { return schedule == other.schedule }
        return script.path != nil && script.path == other.script.path && profile == other.profile
    }
}
