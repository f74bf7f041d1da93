import Timekeeping

/// What the answers about a dataset's ingestion show together, from the first one after an upload on.
///
/// Only words that are known count: one that is not documented, and an answer without a status, say nothing.
struct IngestionSight {
    private let baseline: JSONValue
    /// Whether an ingestion was seen in progress.
    private(set) var sawProgress = false
    /// When the status was first another one than before the upload.
    private(set) var movedAt: BootInstant?
    /// The final status that stands, and since when; nil while something is, or may be, in progress.
    private(set) var standing: (status: IngestionStatus, since: BootInstant)?

    init(baseline: JSONValue) {
        self.baseline = baseline
    }

    mutating func note(_ status: IngestionStatus, at now: BootInstant) {
        let state = status.state
        guard state != .none else { return }
        guard state.isKnown else {
            standing = nil
            return
        }
        if status.data != baseline { movedAt = movedAt ?? now }
        guard state.isFinal else {
            sawProgress = true
            standing = nil
            return
        }
        // Not the whole of the data, in which a date may change with every answer.
        if let standing, standing.status.state == state, standing.status.errors == status.errors { return }
        standing = (status, now)
    }
}
