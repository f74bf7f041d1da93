/// What is wrong with a file, as the ingestion status reports it.
struct CSVProblem: Error, Sendable, Codable, Equatable {
    /// The line of the file, from 1; nil when the whole file is meant.
    var line: Int?
    var column: String?
    let message: String

    var json: Json {
        var members: [Json.Member] = []
        if let line { members.append(.init(name: "row", value: .int(line))) }
        if let column { members.append(.init(name: "column", value: .string(column))) }
        members.append(.init(name: "message", value: .string(message)))
        return .object(members)
    }
}
