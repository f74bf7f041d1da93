/// Where an absolute URL leads: scheme, host and port, read strictly.
///
/// What two readers of URLs could take for two hosts is refused, so that the host that was judged is the one that is
/// connected to, whatever reads the URL then.
package struct WebAddress: Sendable, Hashable {
    /// Why a text is no address that anything is sent to.
    package enum Flaw: Error, Sendable, Hashable {
        /// It is not of the form `scheme://host…`, or holds spaces, line breaks, backslashes or controls.
        case noAddress
        /// The scheme is neither `https` nor `http`.
        case scheme
        /// It names a user.
        case user
        /// The host or the port is not written plainly.
        case host
    }

    /// Whether it is reached by TLS.
    package let isSecure: Bool
    /// The host.
    package let host: HostName
    /// The port; nil for the scheme's own.
    package let port: Int?
    /// Whether it is this machine, surely: as it is written, `localhost.` with its dot may be asked of a resolver.
    package let isLoopback: Bool
    /// Whether the host is written with the dot of the root at its end.
    let hasRootDot: Bool

    /// Reads a URL.
    package init(_ url: String) throws(Flaw) {
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }),
            let mark = url.firstRange(of: "://")
        else { throw .noAddress }
        let authority = url[mark.upperBound...].prefix { !"/?#".contains($0) }
        guard !authority.isEmpty else { throw .noAddress }
        guard ["https", "http"].contains(url[..<mark.lowerBound]) else { throw .scheme }
        guard !authority.utf8.contains(UInt8(ascii: "@")) else { throw .user }
        let name = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        guard let host = HostName(name) else { throw .host }
        isSecure = url[..<mark.lowerBound] == "https"
        self.host = host
        hasRootDot = name.hasSuffix(".")
        isLoopback = host.isLoopback && !hasRootDot
        port = try Self.port(authority.dropFirst(name.count), own: isSecure ? 443 : 80)
    }

    /// The host, and the port unless it is the scheme's own: the name of a service.
    package var name: String {
        let host = host.text.utf8.contains(UInt8(ascii: ":")) ? "[\(host.text)]" : host.text
        return port.map { "\(host):\($0)" } ?? host
    }

    private static func port(_ text: some StringProtocol, own: Int) throws(Flaw) -> Int? {
        if text.isEmpty || text == ":" { return nil }
        let digits = text.dropFirst()
        guard text.hasPrefix(":"), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits),
            (1...65535).contains(port)
        else { throw .host }
        return port == own ? nil : port
    }
}
