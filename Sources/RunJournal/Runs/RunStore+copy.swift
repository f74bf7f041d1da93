import FoundationEssentials
import Glibc

extension RunStore {
    /// Copies a run's files into another store, where they are the same run; this one's are only read.
    ///
    /// The caller holds the run's lock, so that nothing is recorded meanwhile. A process that only looks may still take
    /// the log into the database: the log is copied first, and holds all that the database may lack then.
    ///
    /// - Throws: ``JournalError``
    package func copy(_ run: StoredRun, _ identity: RunIdentity, to other: RunStore) throws {
        let paths = other.ownPaths(of: identity)
        try Folder.make(paths.folder)
        try paths.remove()
        for (from, to) in [
            (run.paths.log, paths.log), (run.paths.mark, paths.mark), (run.paths.database, paths.database),
        ] {
            guard try JournalPaths.exists(from) else { continue }
            do { try FileManager.default.copyItem(atPath: from, toPath: to) } catch {
                throw JournalError(.unusable, "cannot copy \(from): \(error)")
            }
        }
    }
}
