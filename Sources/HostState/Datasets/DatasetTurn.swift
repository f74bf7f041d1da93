package import ApiClients
import FoundationEssentials
import Synchronization

/// The right to ingest into a dataset, which one process of a user has at a time; it dies with the process.
///
/// What is recorded in it stays. Where machines share turns, one process of all of them has it, and the record is for
/// all: it is written on this machine first, and stored for the others soon after.
package final class DatasetTurn: Sendable {
    private let dataset: String
    private let lock: FileLock
    private let file: DatasetFile
    /// What the machines share; nil if this one is alone.
    private let shared: SharedTurn?
    private let hasEnded = Atomic(false)

    /// A turn of this machine alone.
    init(_ dataset: String, _ lock: FileLock, _ file: DatasetFile) {
        self.dataset = dataset
        self.lock = lock
        self.file = file
        shared = nil
    }

    /// A turn that machines share; brings what is known here together with what all know.
    ///
    /// - Parameter boot: Names the machine and its boot.
    init(_ dataset: String, _ lock: FileLock, _ file: DatasetFile, _ shared: SharedTurn, boot: String) throws {
        self.dataset = dataset
        self.lock = lock
        self.file = file
        self.shared = shared
        let own = try file.read()
        let found = try shared.found.map { text in
            guard let record = DatasetRecord(text: text) else {
                throw HostStateError(
                    .unusable,
                    "what the machines share of the uploads to \(dataset) is of another version of govscript",
                    hint: "Use the same version on all machines.")
            }
            return record
        }
        let all = own.merged(with: found, isWhole: shared.isLast, boot: boot)
        if all != own { try file.write(all) }
        if all != found, !all.uploads.isEmpty { shared.store(all.text) }
    }

    deinit { end() }

    /// What is known of the uploads to the dataset.
    ///
    /// - Throws: ``HostStateError``.
    package func record() throws -> DatasetRecord {
        try file.read()
    }

    /// Replaces what is known; durable on this machine when it returns, which takes as long as the disk does.
    ///
    /// - Throws: ``HostStateError``; with code `held` if another machine has taken the turn over.
    package func record(_ record: DatasetRecord) throws {
        if let shared, shared.isOver() { throw HostStateError(SharedTurnFailure.overtaken(place: ""), dataset) }
        try file.write(record)
        shared?.store(record.text)
    }

    /// Whether something may be sent now: the last look before a write, from any thread.
    package var mayLeave: Bool { shared?.isUsable() ?? true }

    /// Waits until other machines find what was recorded, and the turn is good.
    ///
    /// - Throws: ``HostStateError``; with code `held` if another machine has taken the turn over.
    package func confirm() async throws {
        do { try await shared?.confirm() } catch let error as SharedTurnFailure { throw HostStateError(error, dataset) }
    }

    /// The same on the calling thread, which must be none of the concurrency pool's.
    ///
    /// - Throws: ``HostStateError``; with code `held` if another machine has taken the turn over.
    package func confirmNow() throws {
        do { try shared?.confirmNow() } catch let error as SharedTurnFailure { throw HostStateError(error, dataset) }
    }

    /// Lets the next one in; a second call does nothing, and the last reference to the turn does the same.
    ///
    /// Where machines share turns, the next one comes a moment later, when the record is stored.
    package func end() {
        if hasEnded.exchange(true, ordering: .acquiringAndReleasing) { return }
        guard let shared else { return lock.release() }
        shared.giveBack { [lock] in lock.release() }
    }
}

extension DatasetRecord {
    /// The record as other machines get it.
    var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts and numbers: encoding them cannot fail.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// The record of a text; nil if it is none.
    init?(text: String) {
        guard let record = try? JSONDecoder().decode(DatasetRecord.self, from: Data(text.utf8)) else { return nil }
        self = record
    }
}

extension HostStateError {
    /// In words about a dataset.
    init(_ failure: SharedTurnFailure, _ dataset: String) {
        switch failure {
        case .held(let place):
            self.init(
                .held, "another upload to \(dataset) is still in progress on \(place)",
                hint: "Try again when it has ended.")
        case .overtaken(let place):
            self.init(
                .held,
                "the turn at \(dataset) was taken over by another machine\(place.isEmpty ? "" : ": \(place)"); "
                    + "nothing more is sent",
                hint: "This process stood still, or could not reach PostgreSQL, for too long. Try again.")
        case .store(let words, let hint):
            self.init(.held, "the upload to \(dataset) cannot be recorded for other machines: \(words)", hint: hint)
        }
    }
}
