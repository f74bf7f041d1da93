/// How a new link gets its name.
public enum NameChoice: Sendable, Hashable {
    /// The caller's choice.
    case given(ShortName)
    /// Eight random characters.
    case random
    /// Eight characters that belong to a seed, such as the run, item and step, under a key.
    case derived(seed: String, key: [UInt8])
}

/// A link to be made, its name chosen: durable before the request leaves, and enough to find out what became of it.
public struct CreateIntent: Sendable, Hashable, Codable {
    /// Where the link shall lead.
    public let longUrl: LongURL
    /// Its name.
    public internal(set) var shortUrl: ShortName
    /// Whether the caller gave the name; a drawn one may be drawn again if it turns out to be somebody else's.
    public let namedByCaller: Bool
}
