/// What the ingestion-status endpoint shows.
struct IngestionStatus: Sendable, Codable, Equatable {
    static let success = IngestionStatus("INGESTION_SUCCESS")

    let name: String
    let problems: [CSVProblem]

    init(_ name: String, problems: [CSVProblem] = []) {
        self.name = name
        self.problems = problems
    }

    var json: Json {
        guard !problems.isEmpty else { return ["status": .string(name)] }
        return ["status": .string(name), "errors": .array(problems.map(\.json))]
    }
}
