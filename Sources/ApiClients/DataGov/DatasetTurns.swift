import Synchronization

/// The turns that one client has at datasets.
///
/// A turn outlasts its call when a file was handed over: until the ingestion is seen to end, or for the time after
/// which its status surely shows that it is in progress, so that others wait for it by the status.
final class DatasetTurns: Sendable {
    private struct Turn {
        let end: DatasetQueue.End
        var upload: Upload?
        /// Ends the turn when its time has passed; nil while the call lasts.
        var timer: Task<Void, Never>?
    }

    let queue: DatasetQueue
    private let time: TimeSource
    private let turns = Mutex<[DatasetID: Turn]>([:])

    init(_ queue: DatasetQueue, time: TimeSource) {
        self.queue = queue
        self.time = time
    }

    /// The upload for which the turn at a dataset outlasts its call.
    func lastUpload(to dataset: DatasetID) -> Upload? {
        turns.withLock { $0[dataset].flatMap { $0.timer == nil ? nil : $0.upload } }
    }

    /// Notes a turn that was just got.
    func begin(_ dataset: DatasetID, _ end: @escaping DatasetQueue.End) {
        turns.withLock { $0[dataset] = Turn(end: end) }
    }

    /// Notes that a file was, or may have been, handed over in the turn under way.
    func handOver(_ upload: Upload) {
        turns.withLock { $0[upload.dataset]?.upload = upload }
    }

    /// The call is over: ends the turn, at once or after `settle` if a file was handed over.
    func leave(_ dataset: DatasetID, after settle: Duration) {
        let isLasting = turns.withLock { turns in
            guard turns[dataset]?.upload != nil else { return false }
            turns[dataset]?.timer = Task { [weak self, time] in
                if (try? await time.sleep(settle)) != nil { self?.end(dataset) }
            }
            return true
        }
        if !isLasting { end(dataset) }
    }

    /// Ends a turn that outlasts its call for an upload; nothing more is to be expected of it.
    func ingested(_ upload: Upload) {
        let isOver = turns.withLock { turns in
            turns[upload.dataset].map { $0.timer != nil && $0.upload == upload } ?? false
        }
        if isOver { end(upload.dataset) }
    }

    private func end(_ dataset: DatasetID) {
        let turn = turns.withLock { $0.removeValue(forKey: dataset) }
        turn?.timer?.cancel()
        turn?.end()
    }
}
