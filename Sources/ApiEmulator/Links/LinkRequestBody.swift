/// The body of a create or update, checked field by field with the service's own words.
struct LinkRequestBody {
    var shortUrl: String?
    var longUrl: String?
    var state: Link.State?

    /// Reads a create.
    init(creating body: Json, rules: LongURLRules) throws {
        shortUrl = try Self.text("shortUrl", in: body)
        if let shortUrl, !Self.isShortUrl(shortUrl) { throw Answer.invalid("Short URL format is invalid.") }
        longUrl = try Self.longUrl(in: body, rules)
        if longUrl == nil { throw Answer.invalid("\"longUrl\" is required") }
        try Self.refuseUnknown(body, known: ["shortUrl", "longUrl"])
    }

    /// Reads an update.
    init(updating body: Json, rules: LongURLRules) throws {
        longUrl = try Self.longUrl(in: body, rules)
        if let value = body["state"] {
            guard let state = value.string.flatMap(Link.State.init) else {
                throw Answer.invalid("\"state\" must be one of [ACTIVE, INACTIVE]")
            }
            self.state = state
        }
        // The service puts the name from the path over one in the body.
        try Self.refuseUnknown(body, known: ["shortUrl", "longUrl", "state"])
    }

    private static func isShortUrl(_ text: String) -> Bool {
        text.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-")
        }
    }

    private static func longUrl(in body: Json, _ rules: LongURLRules) throws -> String? {
        let url = try text("longUrl", in: body)
        if let url, let problem = rules.problem(of: url) { throw Answer.invalid(problem) }
        return url
    }

    private static func text(_ name: String, in body: Json) throws -> String? {
        guard let value = body[name] else { return nil }
        guard let text = value.string else { throw Answer.invalid("\"\(name)\" must be a string") }
        if text.isEmpty { throw Answer.invalid("\"\(name)\" is not allowed to be empty") }
        return text
    }

    private static func refuseUnknown(_ body: Json, known: Set<String>) throws {
        // The service overwrites a userId in the body by the caller's own.
        guard case .object(let members) = body else { return }
        if let unknown = members.map(\.name).sorted().first(where: { !known.contains($0) && $0 != "userId" }) {
            throw Answer.invalid("\"\(unknown)\" is not allowed")
        }
    }
}
