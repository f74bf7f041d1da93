/// What a link may lead to: the checks of GoGovSG's public source, in their order.
///
/// ForSG is the same program at another address. Texts are compared as the service does, by UTF-16 units: a letter and
/// an accent that follows it are two.
struct LongURLRules {
    /// What may stand nowhere in an address, not even in its query.
    private static let shorteners = [
        "rebrand.ly", "bit.ly", "goo.gl", "tinyurl", "tiny.cc", "lc.chat", "is.gd", "soo.gd", "s2r.co", "clicky.me",
        "bl.ink",
    ].map { Array($0.utf16) }

    /// The service's own hosts, in lower case.
    let ownHosts: Set<String>

    /// The first rule that an address breaks, in the service's words; nil when it breaks none.
    func problem(of url: String) -> String? {
        let units = Array(url.utf16)
        guard units.starts(with: "https://".utf16) else { return "Only HTTPS URLs are allowed." }
        guard LongURLSyntax.allows(units) else { return "Long URL format is invalid." }
        if ownHosts.contains(Self.followedHost(of: units)) { return "Circular redirects are not allowed." }
        if Self.shorteners.contains(where: { units.firstRange(of: $0) != nil }) {
            return "Creation of URLs to link shortener sites are not allowed."
        }
        return nil
    }

    /// The host as the service reads it to find loops: a backslash ends it as a slash does.
    private static func followedHost(of units: [UInt16]) -> String {
        let ends = Set("/\\?#".utf16)
        let authority = units.dropFirst("https://".utf16.count).prefix { !ends.contains($0) }
        let host = authority.split(separator: UInt16(ascii: "@"), omittingEmptySubsequences: false).last ?? []
        let name = String(decoding: host.prefix { $0 != UInt16(ascii: ":") }, as: UTF16.self).lowercased()
        // What cannot be seen is no part of a domain name.
        return String(
            String.UnicodeScalarView(name.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint }))
    }
}
