/// How a new link gets its name.
package enum NameChoice: Sendable, Hashable {
    /// The caller's choice.
    case given(ShortName)
    /// Eight random characters.
    case random
    /// Eight characters that belong to a seed, such as the run, item and step, under a key. Where the link was made
    /// before and its maker knows, `isAgain`, another target is a conflict and not an officer's edit.
    case derived(seed: String, key: [UInt8], isAgain: Bool = false)
}

/// Where the name of a link comes from: what it may be replaced by, and what a link that has it already means.
package enum NameOrigin: String, Sendable, Hashable, Codable {
    /// The caller gave it: a link of the caller's with this name and target counts as made.
    case caller
    /// It was drawn, or derived for the first time: another one is drawn if it turns out to be somebody else's.
    case drawn
    /// It was derived as it was before, when the link may have been made: no other one is drawn, and a link that has it
    /// counts as made only with this target.
    case derivedAgain

    /// Whether a link that has the name already is no surprise, so that no other name is drawn.
    var isExpected: Bool { self != .drawn }
}

/// A link to be made, its name chosen: durable before the request leaves, and enough to find out what became of it.
package struct CreateIntent: Sendable, Hashable, Codable {
    /// Where the link shall lead.
    package let longUrl: LongURL
    /// Its name.
    package internal(set) var shortUrl: ShortName
    /// Where the name comes from.
    package let origin: NameOrigin

    private enum CodingKeys: String, CodingKey {
        case longUrl, shortUrl, origin
        /// In place of ``origin``, in journals of version 0.1: true also for a name that was derived again.
        case namedByCaller
    }

    init(longUrl: LongURL, shortUrl: ShortName, origin: NameOrigin) {
        self.longUrl = longUrl
        self.shortUrl = shortUrl
        self.origin = origin
    }

    /// Reads an intent, also one of version 0.1.
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        longUrl = try fields.decode(LongURL.self, forKey: .longUrl)
        shortUrl = try fields.decode(ShortName.self, forKey: .shortUrl)
        origin =
            try fields.decodeIfPresent(NameOrigin.self, forKey: .origin)
            ?? (fields.decode(Bool.self, forKey: .namedByCaller) ? .caller : .drawn)
    }

    /// Writes all that has to be durable.
    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(longUrl, forKey: .longUrl)
        try fields.encode(shortUrl, forKey: .shortUrl)
        try fields.encode(origin, forKey: .origin)
    }
}
