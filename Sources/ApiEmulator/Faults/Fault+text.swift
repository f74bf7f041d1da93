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
        case .serverError(let status, let moment, _): "\(status)-\(moment.rawValue)"
        case .drop(let moment): "drop-\(moment.rawValue)"
        case .dropMidway: "drop-midway"
        case .slow(let moment, _): "slow-\(moment.rawValue)"
        case .truncatedJson: "truncated-json"
        case .wrongJson: "wrong-json"
        case .html: "html"
        case .refusal(.date): "429-date"
        case .refusal: "429"
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

    /// The fault of a name, with its default where it takes a value.
    init?(name: String) {
        switch name {
        case "drop-before": self = .drop(.before)
        case "drop-after": self = .drop(.after)
        case "drop-midway": self = .dropMidway
        case "slow-before": self = .slow(.before, .seconds(1))
        case "slow-after": self = .slow(.after, .seconds(1))
        case "truncated-json": self = .truncatedJson
        case "wrong-json": self = .wrongJson
        case "html": self = .html
        case "429": self = .refusal(nil)
        case "429-date": self = .refusal(.date(.seconds(10)))
        case "database-error": self = .databaseError
        case "unable-to-edit": self = .unableToEdit
        case "revoked-key": self = .revokedKey
        case "expired-link": self = .expiredLink
        case "half-upload": self = .halfUpload
        case "fail-ingestion": self = .failIngestion
        case "hang-ingestion": self = .hangIngestion(nil)
        case "stale-ingestion": self = .staleIngestion(.seconds(30))
        case "unknown-status": self = .unknownStatus
        default:
            let parts = name.split(separator: "-", maxSplits: 1)
            guard parts.count == 2, let status = Int(parts[0]), (500...599).contains(status),
                let moment = Moment(rawValue: String(parts[1]))
            else { return nil }
            self = .serverError(status: status, moment)
        }
    }

    /// What may follow the name after a colon; nil if nothing may.
    var value: Value? {
        switch self {
        case .slow, .refusal(.date), .hangIngestion, .staleIngestion: .duration
        case .refusal, .serverError: .wish
        default: nil
        }
    }

    /// The sorts of values.
    enum Value {
        case duration, wish

        /// What a text should have been.
        var expectation: String {
            switch self {
            case .duration: "is no duration; expected a number with ms, s, m or h, such as 2s"
            case .wish: "is no Retry-After; expected a duration such as 30s, date+30s, date-30s or 'words'"
            }
        }
    }

    /// The same fault with a value; nil if the value cannot be read.
    func with(_ text: Substring) -> Fault? {
        if case .serverError(let status, let moment, _) = self {
            return Wish(faultText: text).map { .serverError(status: status, moment, $0) }
        }
        if case .refusal(let wish) = self {
            if case .date = wish { return Duration(faultText: text).map { .refusal(.date($0)) } }
            return Wish(faultText: text).map { .refusal($0) }
        }
        guard let duration = Duration(faultText: text) else { return nil }
        return switch self {
        case .slow(let moment, _): .slow(moment, duration)
        case .hangIngestion: .hangIngestion(duration)
        case .staleIngestion: .staleIngestion(duration)
        default: nil
        }
    }
}

extension Fault.Wish {
    /// Reads `30s`, `date+30s`, `date-30s`, or words between quotes.
    init?(faultText text: Substring) {
        if text.count >= 2, text.hasPrefix("'"), text.hasSuffix("'") {
            self = .text(String(text.dropFirst().dropLast()))
        } else if text.hasPrefix("date+") || text.hasPrefix("date-") {
            guard let duration = Duration(faultText: text.dropFirst(5)) else { return nil }
            self = .date(text.hasPrefix("date+") ? duration : .zero - duration)
        } else {
            guard let duration = Duration(faultText: text) else { return nil }
            self = .seconds(duration)
        }
    }

    /// The header's value in an answer that is given now.
    func header(now: Timestamp) -> String {
        switch self {
        case .seconds(let duration):
            String(duration.components.seconds + (duration.components.attoseconds > 0 ? 1 : 0))
        case .date(let duration): (now + duration).httpDate
        case .text(let text): text
        }
    }
}

extension Duration {
    /// Reads `250ms`, `2s`, `1.5m` or `1h`.
    init?(faultText text: Substring) {
        for (unit, seconds) in [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)] where text.hasSuffix(unit) {
            guard let number = Double(text.dropLast(unit.count)), number >= 0, number < 1e9 else { return nil }
            self = .seconds(number * seconds)
            return
        }
        return nil
    }
}
