package import Facts

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
    package var errors: [String] { Self.reports(in: data).map(Self.line) }

    /// The same errors with their places, as far as the service tells them; as many as there are lines.
    package var rows: [RowFault] { Self.reports(in: data).map(Self.fault) }

    /// What stands under a name with `error` in it, wherever that is: the documents show no form.
    private static func reports(in value: JSONValue) -> [JSONValue] {
        switch value {
        case .array(let elements): elements.flatMap(reports)
        case .object(let members):
            members.sorted { $0.key < $1.key }.flatMap { key, member in
                key.lowercased().contains("error") ? single(member) : reports(in: member)
            }
        default: []
        }
    }

    /// The errors in a value that is one, or a list or tree of them.
    private static func single(_ value: JSONValue) -> [JSONValue] {
        switch value {
        case .null, .bool: return []
        case .string(let text): return text.isEmpty ? [] : [value]
        case .int, .double: return [value]
        case .array(let elements): return elements.flatMap(single)
        case .object(let members):
            let isTree = members.values.contains { $0.object != nil || $0.array != nil }
            guard members["message"]?.string == nil, isTree else { return [value] }
            return members.sorted { $0.key < $1.key }.flatMap { single($0.value) }
        }
    }

    private static func line(_ value: JSONValue) -> String {
        guard let message = value["message"]?.string else { return value.string ?? value.text }
        let place = ["row", "line", "column"].compactMap { name in
            value[name].map { "\(name) \($0.string ?? $0.text)" }
        }
        return place.isEmpty ? message : "\(place.joined(separator: ", ")): \(message)"
    }

    private static func fault(_ value: JSONValue) -> RowFault {
        guard let message = value["message"]?.string else { return RowFault(message: value.string ?? value.text) }
        let row = (value["row"] ?? value["line"]).flatMap { $0.int ?? $0.string.flatMap { Int64($0) } }
        return RowFault(
            row: row.flatMap(Int.init(exactly:)), column: value["column"]?.string, message: message)
    }
}
