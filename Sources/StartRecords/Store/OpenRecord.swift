import Glibc
import Synchronization
import SystemFiles

/// The record of a start that is happening: a file of its own, locked for as long as the process lives.
///
/// Whoever finds the file unlocked knows that the process was killed. All of it is plain files, so that a start costs a
/// handful of system calls: ``StartRecordStore`` takes the files into its database later.
package final class OpenRecord: Sendable {
    package let id: String
    /// Whether alerts of earlier starts may be owed; see ``StartRecordStore/owedAlerts(like:)``.
    package let owesAlerts: Bool
    /// How many earlier starts other machines may lack; see ``StartRecordStore/unpublished(limit:)``.
    package let owedRecords: Int
    /// How many files of ended starts there were when this one began.
    let doneBefore: Int
    private let files: RecordFiles
    private let hasProgress = Atomic(false)
    /// The first line of the file, as it was written.
    private let opening: [UInt8]
    private let descriptor: Mutex<Int32>

    /// Creates the file with the record, and locks it.
    ///
    /// - Parameter listing: What was in the folder before.
    /// - Throws: ``RecordError``; then nothing is left behind.
    init(_ record: StartRecord, _ files: RecordFiles, _ listing: RecordFolder.Listing?) throws(RecordError) {
        // Under another name until it is locked: unlocked, it would count as that of a process that was killed.
        let new = files.new
        opening = files.line(record)
        let descriptor = Glibc.open(new, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw RecordError(cannot: "create", new) }
        guard WholeFileLock.take(of: descriptor) else {
            let error = SystemError()
            Glibc.close(descriptor)
            unlink(new)
            throw RecordError(cannot: "lock", new, error)
        }
        do throws(SystemError) {
            try FileBytes.write(opening, to: descriptor)
            guard rename(new, files.open) == 0 else { throw SystemError() }
        } catch {
            Glibc.close(descriptor)
            unlink(new)
            throw RecordError(cannot: "write", new, error)
        }
        id = record.id
        owesAlerts = listing?.alerts.isEmpty == false
        owedRecords = listing?.unpublished.count ?? 0
        doneBefore = listing?.doneCount ?? 0
        self.files = files
        self.descriptor = Mutex(descriptor)
    }

    deinit { descriptor.withLock { if $0 >= 0 { Glibc.close($0) } } }

    /// Writes down how far the start is, for ``StartRecordStore`` and for the case that the process is killed; from any
    /// thread.
    ///
    /// - Throws: ``RecordError``
    package func update(_ record: StartRecord) throws(RecordError) {
        let result = descriptor.withLock { descriptor -> Result<Void, RecordError> in
            guard descriptor >= 0 else { return .success(()) }
            hasProgress.store(true, ordering: .relaxed)
            return Result { () throws(RecordError) in try files.writeProgress(record) }
        }
        try result.get()
    }

    /// Writes the whole record, whose start has ended; a second call does nothing.
    ///
    /// - Throws: ``RecordError``; the exit code is kept even then, as a part of the file's name.
    package func close(_ record: StartRecord) throws(RecordError) {
        let result = descriptor.withLock { descriptor -> Result<Void, RecordError> in
            guard descriptor >= 0 else { return .success(()) }
            let held = descriptor
            descriptor = -1
            // The lock ends with this, when the file has its last name already.
            defer { Glibc.close(held) }
            // A key that was learned since may stand in the first line.
            let isSecret = files.redacted(opening) != opening
            return Result { () throws(RecordError) in
                try files.finish(record, held, alone: isSecret, hasProgress: hasProgress.load(ordering: .relaxed))
            }
        }
        try result.get()
    }
}
