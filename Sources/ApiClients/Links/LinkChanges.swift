/// What an update of a link changes; nil leaves a field as it is.
package struct LinkChanges: Sendable, Hashable, Codable {
    /// Where the link shall lead.
    package var longUrl: LongURL?
    /// Whether it shall lead there.
    package var state: LinkState?

    /// Assembles changes.
    package init(longUrl: LongURL? = nil, state: LinkState? = nil) {
        self.longUrl = longUrl
        self.state = state
    }

    /// As the services take them.
    var fields: [String: JSONValue] {
        var fields: [String: JSONValue] = [:]
        if let longUrl { fields["longUrl"] = .string(longUrl.text) }
        if let state { fields["state"] = .string(state.rawValue) }
        return fields
    }

    var isEmpty: Bool { longUrl == nil && state == nil }

    var inWords: String {
        [longUrl.map { "longUrl \(Redaction.url($0.text))" }, state.map { "state \($0.rawValue)" }]
            .compactMap { $0 }.joined(separator: " and ")
    }

    /// Whether a link already is as these changes want it.
    func areIn(_ link: Link) -> Bool {
        (longUrl.map { $0.isSame(as: link.longUrl) } ?? true) && (state.map { $0 == link.state } ?? true)
    }
}
