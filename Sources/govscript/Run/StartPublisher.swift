import ApiClients
import ClusterState
import Dispatch
import HostState
import Postgres
import Settings
import StartRecords
import Synchronization
import Timekeeping

/// Stores the starts of this machine in the database, where other machines of the profile find them.
///
/// Best effort: no start fails by it, or waits for longer than ``patience``. What could not be stored is stored by a
/// later start.
final class StartPublisher: Sendable {
    /// For how long the end of a start waits.
    private static let patience = Duration.seconds(2)
    /// A start that lasts longer than this is stored while it is running, and again at its end.
    private static let short = Duration.seconds(1)
    /// How many starts are stored at once.
    private static let most = 200
    /// How many short starts that sent nothing may be left to a later one.
    private static let mostWaiting = 64

    private let store: StartRecordStore
    private let connection: PostgresConnection
    private let keeping: Duration?
    private let redact: @Sendable (String) -> String
    private let hasEnded = Atomic(false)

    /// Loads libpq, and connects to nothing.
    ///
    /// - Returns: nil if the machine is alone.
    init?(_ choice: ProfileChoice, _ store: StartRecordStore, redact: @escaping @Sendable (String) -> String) {
        guard let address = try? choice.profile.state?.address() else { return nil }
        connection = PostgresConnection(address)
        keeping = choice.keepRecords.duration
        self.store = store
        self.redact = redact
    }

    /// Stores that a start is in progress, unless it ends at once; waits for nothing.
    func begins(_ record: @escaping @Sendable () -> StartRecord) {
        Task { [weak self] in
            try? await Task.sleep(for: Self.short)
            guard let self, !self.hasEnded.load(ordering: .relaxed) else { return }
            DispatchQueue.global().async { try? self.send([record()]) }
        }
    }

    /// Stores a start that has ended, and earlier ones.
    ///
    /// - Parameter owed: How many earlier ones there may be.
    func ends(_ record: StartRecord, owed: Int) {
        hasEnded.store(true, ordering: .relaxed)
        // A short one that sent nothing is not worth a connection.
        guard
            !record.work.services.isEmpty || record.schedule != nil || record.took >= Self.short
                || owed >= Self.mostWaiting
        else { return }
        let isStored = DispatchSemaphore(value: 0)
        DispatchQueue.global().async { [self] in
            let earlier = owed == 0 ? [] : (try? store.unpublished(limit: Self.most)) ?? []
            let all = earlier.filter { $0.id != record.id } + [record]
            if (try? send(all)) != nil { for record in all { store.settlePublication(of: record.id) } }
            isStored.signal()
        }
        _ = isStored.wait(timeout: .now() + .nanoseconds(Int(Self.patience.nanoseconds)))
    }

    private func send(_ records: [StartRecord]) throws {
        let starts = records.map { record in
            ClusterStart(
                id: record.id, started: record.started, ended: record.isRunning ? nil : record.asOf,
                schedule: record.schedule, profile: record.profile,
                record: redact(String(decoding: record.json, as: UTF8.self)))
        }
        let now = TimeSource.system.calendar
        try ClusterStarts(connection).store(
            starts, of: "\(HostState.machineName)/\(store.name)", deletingBefore: keeping.map { now - $0 },
            within: Self.patience)
    }
}
