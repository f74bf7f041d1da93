/// What a link may lead to.
struct LongURLRules {
    /// Sites whose names may not occur anywhere in an address.
    private static let shorteners = [
        "bit.ly", "tinyurl", "is.gd", "goo.gl", "rebrand.ly", "tiny.cc", "bl.ink", "lc.chat", "soo.gd",
    ]

    /// The service's own hosts, in lower case.
    let ownHosts: Set<String>

    /// The first rule that an address breaks, in the service's words; nil when it breaks none.
    func problem(of url: String) -> String? {
        guard url.hasPrefix("https://") else { return "Only HTTPS URLs are allowed." }
        guard let host = Self.host(of: url) else { return "Long URL format is invalid." }
        if ownHosts.contains(host.lowercased()) { return "Circular redirects are not allowed." }
        if Self.shorteners.contains(where: { url.firstRange(of: $0) != nil }) {
            return "Creation of URLs to link shortener sites are not allowed."
        }
        return nil
    }

    /// The host, if the address is well-formed and the host has a top-level domain or is an IP address.
    private static func host(of url: String) -> String? {
        guard url.utf8.count < 2083, !url.contains(where: { $0.isWhitespace || $0 == "<" || $0 == ">" }) else {
            return nil
        }
        let rest = url.dropFirst("https://".count)
        var authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let at = authority.lastIndex(of: "@") {
            let user = authority[..<at]
            guard !user.isEmpty, user.split(separator: ":", omittingEmptySubsequences: false).count <= 2 else {
                return nil
            }
            authority = authority[authority.index(after: at)...]
        }
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]"), isPort(authority[authority.index(after: end)...]),
                authority[..<end].dropFirst().allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
            else { return nil }
            return String(authority[...end])
        }
        let host = authority.prefix { $0 != ":" }
        guard isPort(authority[host.endIndex...]), isAddress(host) || isDomain(host) else { return nil }
        return String(host)
    }

    private static func isPort(_ text: Substring) -> Bool {
        guard text.first == ":" else { return text.isEmpty }
        return text.dropFirst().allSatisfy(\.isASCII) && (1...65_535).contains(Int(text.dropFirst()) ?? 0)
    }

    private static func isAddress(_ host: Substring) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func isDomain(_ host: Substring) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, let top = labels.last, isTopLevel(top) else { return false }
        return labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != "-" && label.last != "-"
                && label.unicodeScalars.allSatisfy(isLabelScalar)
        }
    }

    private static func isTopLevel(_ label: Substring) -> Bool {
        if label.lowercased().hasPrefix("xn") {
            return label.count > 2 && label.unicodeScalars.allSatisfy(isLabelScalar)
        }
        return label.count >= 2 && label.unicodeScalars.allSatisfy { $0.properties.isAlphabetic }
    }

    private static func isLabelScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-": true
        default: scalar.value >= 0xA1 && scalar.value <= 0xFFFF
        }
    }
}
