/// One short link as its service keeps it.
struct Link: Sendable, Codable {
    enum State: String, Codable {
        case active = "ACTIVE"
        case inactive = "INACTIVE"
    }

    let shortUrl: String
    var longUrl: String
    var state: State
    let isFile: Bool
    var clicks: Int
    let owner: Int
    let createdAt: Timestamp
    var updatedAt: Timestamp

    var json: Json {
        [
            "shortUrl": .string(shortUrl), "longUrl": .string(longUrl), "state": .string(state.rawValue),
            "clicks": .int(clicks), "createdAt": .string(createdAt.iso8601), "updatedAt": .string(updatedAt.iso8601),
        ]
    }
}
