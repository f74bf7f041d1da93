/// The query of a list request, checked parameter by parameter with the service's own words.
struct LinkQuery {
    enum Order: String { case createdAt, clicks }
    enum Direction: String { case desc, asc }

    var limit = 1000
    var offset = 0
    var order = Order.createdAt
    var direction = Direction.desc
    var searchText = ""
    var state: Link.State?
    var isFile: Bool?

    init(_ query: Query) throws {
        if let text = query["limit"] { limit = try Self.integer(text, "limit", atMost: 1000) }
        if let text = query["offset"] { offset = try Self.integer(text, "offset", atMost: nil) }
        if let text = query["orderBy"] {
            order = try Self.choice(text, "orderBy", "createdAt, clicks", Order.init)
        }
        if let text = query["sortDirection"] {
            direction = try Self.choice(text, "sortDirection", "desc, asc", Direction.init)
        }
        searchText = (query["searchText"] ?? "").lowercased()
        if let text = query["state"] {
            state = try Self.choice(text, "state", "ACTIVE, INACTIVE", Link.State.init)
        }
        if let text = query["isFile"] {
            isFile = ["true": true, "false": false][text.lowercased()]
            if isFile == nil { throw Answer.invalid("\"isFile\" must be a boolean") }
        }
        let known: Set = ["limit", "offset", "orderBy", "sortDirection", "searchText", "state", "isFile"]
        if let unknown = query.pairs.first(where: { !known.contains($0.name) }) {
            throw Answer.invalid("\"\(unknown.name)\" is not allowed")
        }
    }

    private static func integer(_ text: String, _ name: String, atMost most: Int?) throws -> Int {
        guard let number = Double(text), number.isFinite else { throw Answer.invalid("\"\(name)\" must be a number") }
        guard let whole = Int(exactly: number) else { throw Answer.invalid("\"\(name)\" must be an integer") }
        if whole < 0 { throw Answer.invalid("\"\(name)\" must be larger than or equal to 0") }
        if let most, whole > most { throw Answer.invalid("\"\(name)\" must be less than or equal to \(most)") }
        return whole
    }

    private static func choice<Value>(
        _ text: String, _ name: String, _ list: String, _ value: (String) -> Value?
    ) throws -> Value {
        guard let value = value(text) else { throw Answer.invalid("\"\(name)\" must be one of [\(list)]") }
        return value
    }
}

extension Answer {
    /// A refusal by the services' request validation.
    static func invalid(_ problem: String) -> Answer { .message(400, "ValidationError: \(problem)") }
}
