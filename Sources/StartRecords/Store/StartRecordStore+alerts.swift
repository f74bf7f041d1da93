import Glibc

/// Owed alerts: where a process could not send its alert, because it was killed or ended at once, a later start sends
/// it.
extension StartRecordStore {
    /// Notes that somebody is to be told how a start ends, before it does anything.
    ///
    /// - Throws: ``RecordError``
    package func oweAlert(of id: String) throws(RecordError) { try mark(folder.files(id).alert) }

    /// Notes that it was reported, or cannot be; harmless if it is not owed.
    package func settleAlert(of id: String) { unlink(folder.files(id).alert) }

    /// The starts that ended without their alert: those of the same schedule, or where there is none of the same script
    /// and profile; the earliest first.
    ///
    /// - Throws: ``RecordError``
    package func owedAlerts(like start: StartRecord) throws(RecordError) -> [StartRecord] {
        let listing = try folder.list()
        // Those that are still running send their own.
        let ids = Set(listing.alerts).subtracting(listing.open)
        guard !ids.isEmpty else { return [] }
        let owed = try records(of: ids, in: listing)
        return owed.filter { $0.concerns(whoever: start) }.sorted { ($0.started, $0.id) < ($1.started, $1.id) }
    }
}

extension StartRecord {
    /// Whether another start's alerts go to the same people.
    fileprivate func concerns(whoever other: StartRecord) -> Bool {
        if schedule != nil || other.schedule != nil { return schedule == other.schedule }
        return script.path != nil && script.path == other.script.path && profile == other.profile
    }
}
