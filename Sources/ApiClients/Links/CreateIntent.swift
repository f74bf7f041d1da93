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

/// A link to be made, its name chosen: durable before the request leaves, and enough to find out what became of it.
package struct CreateIntent: Sendable, Hashable, Codable {
    /// Where the link shall lead.
    package let longUrl: LongURL
    /// Its name.
    package internal(set) var shortUrl: ShortName
    /// Whether the caller gave the name; a drawn one may be drawn again if it turns out to be somebody else's.
    package let namedByCaller: Bool
    /// Whether it may have been sent before, as when it was recorded by a process that ended: then no other name is
    /// drawn, and a refusal may come from the first sending.
    package var wasInDoubt = false

    private enum CodingKeys: String, CodingKey {
        case longUrl, shortUrl, namedByCaller
    }

    init(longUrl: LongURL, shortUrl: ShortName, namedByCaller: Bool) {
        self.longUrl = longUrl
        self.shortUrl = shortUrl
        self.namedByCaller = namedByCaller
    }
}
