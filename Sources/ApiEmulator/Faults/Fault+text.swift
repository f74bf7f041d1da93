extension Fault {
    /// Every name, in the order in which messages list them; `500` stands for any 5xx.
    static let names = [
        "500-before", "500-after", "drop-before", "drop-after", "drop-midway", "slow-before", "slow-after",
        "truncated-json", "wrong-json", "html", "429", "429-date", "database-error", "unable-to-edit", "revoked-key",
        "expired-link", "half-upload", "fail-ingestion", "hang-ingestion", "stale-ingestion", "unknown-status",
    ]

    /// The fault's name in the text of ``Faults``.
    var name: String {
        switch self {
        case .serverError(let status, let moment): "\(status)-\(moment.rawValue)"
        case .drop(let moment): "drop-\(moment.rawValue)"
        case .dropMidway: "drop-midway"
        case .slow(let moment, _): "slow-\(moment.rawValue)"
        case .truncatedJson: "truncated-json"
        case .wrongJson: "wrong-json"
        case .html: "html"
        case .refusal(_, let asDate): asDate ? "429-date" : "429"
        case .databaseError: "database-error"
        case .unableToEdit: "unable-to-edit"
        case .revokedKey: "revoked-key"
        case .expiredLink: "expired-link"
        case .halfUpload: "half-upload"
        case .failIngestion: "fail-ingestion"
        case .hangIngestion: "hang-ingestion"
        case .staleIngestion: "stale-ingestion"
        case .unknownStatus: "unknown-status"
        }
    }

    var takesDuration: Bool {
        switch self {
        case .slow, .refusal, .hangIngestion, .staleIngestion: true
        default: false
        }
    }

    init?(name: String, duration: Duration?) {
        switch name {
        case "drop-before": self = .drop(.before)
        case "drop-after": self = .drop(.after)
        case "drop-midway": self = .dropMidway
        case "slow-before": self = .slow(.before, duration ?? .seconds(1))
        case "slow-after": self = .slow(.after, duration ?? .seconds(1))
        case "truncated-json": self = .truncatedJson
        case "wrong-json": self = .wrongJson
        case "html": self = .html
        case "429": self = .refusal(after: duration, asDate: false)
        case "429-date": self = .refusal(after: duration ?? .seconds(10), asDate: true)
        case "database-error": self = .databaseError
        case "unable-to-edit": self = .unableToEdit
        case "revoked-key": self = .revokedKey
        case "expired-link": self = .expiredLink
        case "half-upload": self = .halfUpload
        case "fail-ingestion": self = .failIngestion
        case "hang-ingestion": self = .hangIngestion(duration)
        case "stale-ingestion": self = .staleIngestion(duration ?? .seconds(30))
        case "unknown-status": self = .unknownStatus
        default:
            let parts = name.split(separator: "-", maxSplits: 1)
            guard parts.count == 2, let status = Int(parts[0]), (500...599).contains(status),
                let moment = Moment(rawValue: String(parts[1]))
            else { return nil }
            self = .serverError(status: status, moment)
        }
    }
}
