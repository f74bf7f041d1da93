/// One dataset as the service keeps it.
struct Dataset: Sendable, Codable {
    /// Where rows are: in the record itself, or in an uploaded file below its header.
    enum Source: Sendable, Codable {
        case rows([[String]])
        case object(String)
    }

    /// The previous result, shown until a moment.
    struct Mask: Sendable, Codable {
        let until: Timestamp
        let shown: IngestionStatus?
    }

    let id: String
    let name: String
    let isPublished: Bool
    var columns: [Column]
    var rows: Int
    var sources: [Source]
    let createdAt: Timestamp
    var lastUpdatedAt: Timestamp
    /// The result of the last ingestion that has ended.
    var lastResult: IngestionStatus?
    var mask: Mask?
    /// The first is in progress, the others wait for it.
    var ingestions: [Ingestion] = []

    var objects: [String] {
        sources.compactMap { if case .object(let id) = $0 { id } else { nil } } + ingestions.map(\.object)
    }

    func status(at now: Timestamp, _ times: IngestionTimes) -> IngestionStatus? {
        if let mask, now < mask.until { return mask.shown }
        return ingestions.first?.state(of: self, at: now, times) ?? lastResult
    }

    mutating func enqueue(_ ingestion: Ingestion, _ times: IngestionTimes) {
        ingestions.append(ingestion)
        if ingestions.count == 1 { hidePrevious(behind: ingestion, times) }
    }

    /// Ends the ingestion in progress if its time has come.
    ///
    /// Gives it, and whether it changed the dataset.
    mutating func endIngestion(by now: Timestamp, _ times: IngestionTimes) -> (Ingestion, applied: Bool)? {
        guard let ingestion = ingestions.first, let end = ingestion.end(for: self, times), end <= now else {
            return nil
        }
        let problems = ingestion.problems(for: self)
        let applied = problems.isEmpty && !ingestion.fate.fails
        if applied { apply(ingestion, at: end) }
        lastResult =
            !problems.isEmpty
            ? IngestionStatus("VALIDATION_FAILED", problems: problems)
            : ingestion.fate.fails ? IngestionStatus("INGESTION_FAILED") : .success
        ingestions.removeFirst()
        if let next = ingestions.first {
            ingestions[0].startsAt = max(next.startsAt, end)
            hidePrevious(behind: ingestions[0], times)
        }
        return (ingestion, applied)
    }

    private mutating func apply(_ ingestion: Ingestion, at end: Timestamp) {
        if ingestion.appends {
            sources.append(.object(ingestion.object))
            rows += ingestion.profile.rows
        } else {
            sources = [.object(ingestion.object)]
            rows = ingestion.profile.rows
            columns = ingestion.profile.columns.map { Column(name: $0.name, type: $0.type) }
        }
        lastUpdatedAt = end
    }

    private mutating func hidePrevious(behind ingestion: Ingestion, _ times: IngestionTimes) {
        let stale = ingestion.fate.staleFor ?? times.stale
        mask = Mask(until: ingestion.startsAt + stale, shown: lastResult)
    }
}
