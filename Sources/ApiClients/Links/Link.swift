/// Whether a short link leads anywhere.
///
/// The services document two states. A third that they may add is read and passed on as it is, and cannot be set.
package struct LinkState: RawRepresentable, Sendable, Hashable, Codable, CaseIterable {
    /// The state as the service writes it.
    package let rawValue: String

    /// It leads to its target.
    package static let active = LinkState("ACTIVE", isKnown: ())
    /// It leads nowhere.
    package static let inactive = LinkState("INACTIVE", isKnown: ())
    /// The states that can be set.
    package static let allCases = [active, inactive]

    /// One of ``allCases``; nil for any other text.
    package init?(rawValue: String) {
        guard let state = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = state
    }

    /// Checks a state that is to be set.
    ///
    /// - Throws: ``ApiError`` of kind `data` with the services' own words.
    package init(_ text: String) throws {
        guard let state = LinkState(rawValue: text) else {
            throw ApiError(.data, #""state" must be one of [ACTIVE, INACTIVE]"#, hint: "Write the state in capitals.")
        }
        self = state
    }

    /// Whatever the service says.
    init(ofAnswer text: String) { rawValue = text }

    /// Whatever the service said.
    package init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes the text alone.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    private init(_ text: String, isKnown: Void) { rawValue = text }
}

/// A short link as its service describes it.
package struct Link: Sendable, Hashable, Codable {
    /// Its name, without the host.
    package var shortUrl: String
    /// Where it leads.
    package var longUrl: String
    /// Whether it leads there now.
    package var state: LinkState
    /// Clicks since its creation.
    package var clicks: Int
    /// When it was made, as the service writes it (ISO 8601, UTC).
    package var createdAt: String
    /// When it was last changed, as the service writes it.
    package var updatedAt: String
    /// Whether it was found rather than made: the name the caller gave was already the caller's own, with this target.
    package var existing = false

    private enum CodingKeys: String, CodingKey {
        case shortUrl, longUrl, state, clicks, createdAt, updatedAt, existing
    }

    /// Assembles a link.
    package init(
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
    package init(from decoder: any Decoder) throws {
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
