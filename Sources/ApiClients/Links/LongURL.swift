import FoundationEssentials
import TerminalText

/// Where a short link leads, checked by the rules that the services apply.
///
/// Only what the services surely refuse is refused here; the services have the last word.
package struct LongURL: CheckedText {
    /// The URL as it is sent.
    package let text: String

    /// The URL's host, by its one name.
    let host: String

    /// Checks a URL.
    ///
    /// - Throws: ``ApiError`` of kind `data` with the services' own words.
    package init(_ text: String) throws {
        // Named first: a reader of the value does not see why it is refused.
        if let edge = Self.oddCharacter(in: text) {
            throw Self.refused("Long URL has \(edge.placed).", text, hint: "Remove the character, or type it again.")
        }
        guard text.hasPrefix("https://") else {
            throw Self.refused("Only HTTPS URLs are allowed.", text, hint: "Give a URL that starts with https://.")
        }
        let isClean = !text.unicodeScalars.contains {
            $0.properties.isWhitespace || $0.value < 0x20 || $0.value == 0x7F
        }
        guard isClean, let host = Self.host(of: text), Self.couldBePublic(host) else {
            let blank = LookAlike.first(inValue: text).flatMap { $0.scalar.isASCII ? $0 : nil }
            throw Self.refused(
                "Long URL format is invalid.", text,
                hint: blank.map { "There is \($0.placed). Write %20 for a blank in a URL." }
                    ?? "Give a complete URL with a full host name.")
        }
        self.host = HostName(host)?.text ?? host
        guard !Self.shorteners.contains(self.host) else {
            throw Self.refused(
                "Creation of URLs to link shortener sites are not allowed.", text,
                hint: "Give the URL that the other short link leads to.")
        }
        self.text = text
    }

    /// Refuses a URL that leads back to the service itself.
    func check(against service: ServiceEndpoint) throws {
        guard host != service.host else {
            throw Self.refused(
                "Circular redirects are not allowed.", text, hint: "Give a URL that is not itself a short link.")
        }
    }

    private static let shorteners: Set = [
        "bit.ly", "www.bit.ly", "tinyurl.com", "www.tinyurl.com", "is.gd", "www.is.gd",
    ]

    /// A character that cannot be seen or that looks like a blank, or a blank before or after the URL.
    private static func oddCharacter(in text: String) -> LookAlike? {
        if let found = LookAlike.firstInvisible(in: text), !found.scalar.isASCII { return found }
        if let first = LookAlike.first(inValue: text.prefix(1)) { return first }
        if let last = LookAlike.first(inValue: text.suffix(1)) {
            return LookAlike(scalar: last.scalar, column: text.count)
        }
        return LookAlike.first(inValue: text).flatMap { !$0.scalar.isASCII && $0.isSpace ? $0 : nil }
    }

    private static func host(of text: String) -> String? {
        let authority = text.dropFirst("https://".count).prefix { !"/?#".contains($0) }
        let hostAndPort = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? authority
        let host = hostAndPort.hasPrefix("[") ? hostAndPort : hostAndPort.prefix { $0 != ":" }
        return host.isEmpty ? nil : host.lowercased()
    }

    private static func couldBePublic(_ host: String) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        return host.hasPrefix("[") || labels.count > 1 && !labels.dropLast().contains("")
    }

    private static func refused(_ words: String, _ text: String, hint: String) -> ApiError {
        ApiError(.data, "\(words) (\(Redaction.url(text)))", hint: hint)
    }
}

extension LongURL {
    /// Whether a service's text stands for the same target: a service may write the address in another way.
    ///
    /// Letter case of scheme and host, the default port, an empty path and escapes that need not be make no difference.
    func isSame(as other: String) -> Bool {
        if text == other { return true }
        guard let ours = Self.parts(text), let theirs = Self.parts(other) else { return false }
        return ours == theirs
    }

    private static func parts(_ text: String) -> [String?]? {
        guard let url = URLComponents(string: text) else { return nil }
        return [
            url.scheme?.lowercased(), url.host?.lowercased(), url.user, url.password,
            url.port.flatMap { $0 == 443 ? nil : "\($0)" }, url.path.isEmpty ? "/" : url.path, url.query, url.fragment,
        ]
    }
}
