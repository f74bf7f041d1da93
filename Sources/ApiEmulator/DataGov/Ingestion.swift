/// A file on its way into a dataset.
///
/// Where it is follows from the time alone.
struct Ingestion: Sendable, Codable {
    let object: String
    let appends: Bool
    let md5: String
    /// The number of the request that uploaded the file.
    let request: Int
    let profile: CSVProfile
    let fate: IngestionFate
    /// When the file was stored, or when the ingestion before it ended, whichever was later.
    var startsAt: Timestamp

    /// What the dataset's columns make the service report about the file; none if it is welcome.
    func problems(for dataset: Dataset) -> [CSVProblem] {
        appends ? profile.problems(appendingTo: dataset.columns) : profile.problems
    }

    func state(of dataset: Dataset, at now: Timestamp, _ times: IngestionTimes) -> IngestionStatus {
        var passed = now - startsAt
        let phases = [
            ("PENDING", times.starting), ("PENDING_VALIDATION", times.validating), ("VALIDATION_PASSED", times.passed),
        ]
        for (name, length) in phases {
            if passed < length { return IngestionStatus(fate.unknownStatus ? "AWAITING_MODERATION" : name) }
            passed -= length
        }
        return IngestionStatus(fate.unknownStatus ? "AWAITING_MODERATION" : "PENDING_INGESTION")
    }

    /// When it ends; nil when it never does.
    func end(for dataset: Dataset, _ times: IngestionTimes) -> Timestamp? {
        let validated = startsAt + (times.starting + times.validating)
        guard problems(for: dataset).isEmpty else { return validated }
        if fate.hangs, fate.hangsFor == nil { return nil }
        return validated + (times.passed + times.ingesting + (fate.hangsFor ?? .zero))
    }
}
