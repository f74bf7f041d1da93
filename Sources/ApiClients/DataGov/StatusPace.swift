import Synchronization
import Timekeeping

/// Keeps a second between two questions for the status of one dataset, whichever calls ask them.
final class StatusPace: Sendable {
    private static let pause = Duration.seconds(1)

    private let time: TimeSource
    /// When datasets were asked about within the last second.
    private let last = Mutex<[DatasetID: BootInstant]>([:])

    init(_ time: TimeSource) {
        self.time = time
    }

    /// How many datasets it remembers.
    var count: Int { last.withLock { $0.count } }

    /// Sleeps until the dataset may be asked about again; false if that is later than `end`.
    func wait(for dataset: DatasetID, until end: BootInstant) async throws -> Bool {
        while true {
            let now = time.now()
            let due = last.withLock { last in last[dataset].map { $0 + Self.pause } ?? now }
            guard due > now else { return true }
            guard due < end else { return false }
            try await time.sleep(due - now)
        }
    }

    /// Notes that the dataset was asked about.
    func asked(_ dataset: DatasetID) {
        let now = time.now()
        last.withLock { last in
            last = last.filter { now - $0.value < Self.pause }
            last[dataset] = now
        }
    }
}
