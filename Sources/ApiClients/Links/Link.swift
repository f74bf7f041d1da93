/// Whether a short link leads anywhere.
public enum LinkState: String, Sendable, Hashable, Codable, CaseIterable {
    case active = "ACTIVE"
    case inactive = "INACTIVE"

    /// Checks a state.
    ///
    /// - Throws: ``ApiError`` of kind `data` with the services' own words.
    public init(_ text: String) throws {
        guard let state = LinkState(rawValue: text) else {
            throw ApiError(.data, #""state" must be one of [ACTIVE, INACTIVE]"#, hint: "Write the state in capitals.")
        }
        self = state
    }
}

/// A short link as its service describes it.
public struct Link: Sendable, Hashable, Codable {
    /// Its name, without the host.
    public var shortUrl: String
    /// Where it leads.
    public var longUrl: String
    /// Whether it leads there now.
    public var state: LinkState
    /// Clicks since its creation.
    public var clicks: Int
    /// When it was made, as the service writes it (ISO 8601, UTC).
    public var createdAt: String
    /// When it was last changed, as the service writes it.
    public var updatedAt: String
    /// Whether it was found rather than made: the name the caller gave was already the caller's own, with this target.
    public var existing = false

    private enum CodingKeys: String, CodingKey {
        case shortUrl, longUrl, state, clicks, createdAt, updatedAt, existing
    }

    /// Assembles a link.
    public init(
        shortUrl: String, longUrl: String, state: LinkState = .active, clicks: Int = 0, createdAt: String = "",
        updatedAt: String = "", existing: Bool = false
    ) {
        self.shortUrl = shortUrl
        self.longUrl = longUrl
        self.state = state
        self.clicks = clicks
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.existing = existing
    }

    /// Reads a link; only its name and target must be there.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        shortUrl = try container.decode(String.self, forKey: .shortUrl)
        longUrl = try container.decode(String.self, forKey: .longUrl)
        state = try container.decodeIfPresent(LinkState.self, forKey: .state) ?? .active
        clicks = try container.decodeIfPresent(Int.self, forKey: .clicks) ?? 0
        createdAt = try container.decodeIfPresent(String.self, forKey: .createdAt) ?? ""
        updatedAt = try container.decodeIfPresent(String.self, forKey: .updatedAt) ?? ""
        existing = try container.decodeIfPresent(Bool.self, forKey: .existing) ?? false
    }
}
