import FoundationEssentials
import TerminalText

/// Where a short link leads, checked by the rules that the services apply.
///
/// Those are in the public source of GoGovSG; ForSG is the same program. Invisible characters are refused too,
/// though the services take them: such a link leads nowhere.
package struct LongURL: CheckedText {
    /// The URL as it is sent.
    package let text: String

    /// The URL's host, by its one name.
    let host: String

    /// Checks a URL.
    ///
    /// - Throws: ``ApiError`` of kind `data` with the services' own words: the first of ``faults(in:to:)``.
    package init(_ text: String) throws {
        let (host, faults) = Self.examine(text)
        if let first = faults.first { throw first }
        self.host = host
        self.text = text
    }

    /// All that is wrong with a URL, each as an error of kind `data`; what follows from another fault is left out.
    ///
    /// - Parameter ownHosts: The hosts of the service itself, to which no link may lead.
    package static func faults(in text: String, to ownHosts: Set<String> = []) -> [ApiError] {
        let (host, faults) = examine(text)
        return faults + [fault(ofLoopTo: host, ownHosts, text)].compactMap(\.self)
    }

    /// Refuses a URL that leads back to the service itself.
    func check(against ownHosts: Set<String>) throws {
        if let fault = Self.fault(ofLoopTo: host, ownHosts, text) { throw fault }
    }

    private static func fault(ofLoopTo host: String, _ ownHosts: Set<String>, _ text: String) -> ApiError? {
        guard ownHosts.contains(host) else { return nil }
        return refused(
            "Circular redirects are not allowed.", text, hint: "Give a URL that is not itself a short link.")
    }

    private static func examine(_ text: String) -> (host: String, faults: [ApiError]) {
        // Named first: a reader of the value does not see why it is refused. The rest is judged without them.
        let hidden = HiddenCharacters(in: text)
        var faults: [ApiError] = []
        if let places = hidden.words {
            faults.append(refused("Long URL has \(places).", text, hint: "Remove the character, or type it again."))
        }
        if !hidden.rest.utf8.starts(with: "https://".utf8) {
            faults.append(refused("Only HTTPS URLs are allowed.", text, hint: "Give a URL that starts with https://."))
        }
        let form = URLForm(hidden.rest)
        if !form.faults.isEmpty {
            faults.append(refused("Long URL format is invalid.", text, hint: form.faults.joined(separator: " ")))
        }
        let host = HostName(form.host)?.text ?? form.host
        if let name = shorteners.first(where: { hidden.rest.unicodeScalars.firstRange(of: $0.unicodeScalars) != nil }) {
            let isSite = host == name || host.hasSuffix("." + name) || host.hasPrefix(name + ".")
            faults.append(
                refused(
                    "Creation of URLs to link shortener sites are not allowed.", text,
                    hint: isSite
                        ? "Give the URL that the other short link leads to."
                        : "The services refuse \"\(name)\" anywhere in a URL, also in its path and query."))
        }
        return (host, faults)
    }

    /// What the services allow nowhere in a URL.
    private static let shorteners = [
        "bit.ly", "bl.ink", "clicky.me", "goo.gl", "is.gd", "lc.chat", "rebrand.ly", "s2r.co", "soo.gd", "tiny.cc",
        "tinyurl",
    ]

    private static func refused(_ words: String, _ text: String, hint: String) -> ApiError {
        ApiError(.data, "\(words) (\(text.isEmpty ? "empty" : Redaction.url(text).visible))", hint: hint)
    }
}

extension LongURL {
    /// Whether a service's text stands for the same target: a service may write the address in another way.
    ///
    /// Letter case of scheme and host, the default port, an empty path and escapes that need not be make no difference.
    package func isSame(as other: String) -> Bool {
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
