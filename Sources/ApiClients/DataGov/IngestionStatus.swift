/// Where a dataset's ingestion stands; values that are not documented are kept and count as in progress.
package struct IngestionState: RawRepresentable, Sendable, Hashable, Codable {
    /// The service's own word.
    package let rawValue: String

    /// Any word of the service.
    package init(rawValue: String) { self.rawValue = rawValue }

    /// No ingestion is known of.
    package static let none = IngestionState(rawValue: "")
    /// The process has been started.
    package static let pending = IngestionState(rawValue: "PENDING")
    /// Queued for validation.
    package static let pendingValidation = IngestionState(rawValue: "PENDING_VALIDATION")
    /// The data hold invalid values.
    package static let validationFailed = IngestionState(rawValue: "VALIDATION_FAILED")
    /// Validated, and not yet ingested.
    package static let validationPassed = IngestionState(rawValue: "VALIDATION_PASSED")
    /// Queued for ingestion.
    package static let pendingIngestion = IngestionState(rawValue: "PENDING_INGESTION")
    /// Could not be ingested; to be tried again later.
    package static let ingestionFailed = IngestionState(rawValue: "INGESTION_FAILED")
    /// Done.
    package static let ingestionSuccess = IngestionState(rawValue: "INGESTION_SUCCESS")

    /// Whether nothing more will happen by itself.
    package var isFinal: Bool { [.none, .validationFailed, .ingestionFailed, .ingestionSuccess].contains(self) }

    /// Whether the service's documents know it.
    package var isKnown: Bool {
        isFinal || [.pending, .pendingValidation, .validationPassed, .pendingIngestion].contains(self)
    }
}

/// One answer about a dataset's ingestion.
package struct IngestionStatus: Sendable, Hashable, Codable {
    /// Everything the service said.
    package let data: JSONValue

    /// Wraps the `data` of an answer.
    package init(data: JSONValue) { self.data = data }

    /// That of an ingestion whose rows are in the dataset while the service shows another's status.
    static let success = IngestionStatus(data: .object(["status": .string(IngestionState.ingestionSuccess.rawValue)]))

    /// Where the ingestion stands.
    package var state: IngestionState { IngestionState(rawValue: data["status"]?.string ?? "") }

    /// The errors that the service reports, one line each.
    package var errors: [String] { Self.errors(in: data) }

    private static func errors(in value: JSONValue) -> [String] {
        (value.object ?? [:]).sorted { $0.key < $1.key }.flatMap { key, member -> [String] in
            if key.lowercased().contains("error") { return lines(member) }
            return member.object == nil ? [] : errors(in: member)
        }
    }

    private static func lines(_ value: JSONValue) -> [String] {
        switch value {
        case .null, .bool: return []
        case .string(let text): return text.isEmpty ? [] : [text]
        case .array(let elements): return elements.flatMap(lines)
        case .object(let members):
            guard let message = members["message"]?.string else { return [value.text] }
            let place = ["row", "line", "column"].compactMap { name in
                members[name].map { "\(name) \($0.string ?? $0.text)" }
            }
            return [place.isEmpty ? message : "\(place.joined(separator: ", ")): \(message)"]
        case .int, .double: return [value.text]
        }
    }
}
