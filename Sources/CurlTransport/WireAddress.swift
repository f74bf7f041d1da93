/// Where a request goes: scheme, host and port of its address.
///
/// libcurl reads the address too. What both could read differently, such as a user name or a backslash, is refused, so
/// that the host which decides about the proxy is the one that is connected to.
struct WireAddress: Sendable, Hashable {
    let isSecure: Bool
    /// Lower case, without brackets and without a final dot.
    let host: String
    let port: UInt16
    /// Host and port as they stand in the address, for messages.
    let title: String

    /// Nil if the address cannot be used.
    init?(_ url: String) {
        let bytes = Array(url.utf8)
        // Spaces, control characters and everything beyond ASCII have to be escaped.
        guard bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8)
        else { return nil }
        let scheme = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        isSecure = scheme == "https"
        let rest = bytes[(colon + 3)...]
        let authority = rest.prefix { !"/?#".utf8.contains($0) }
        guard let split = HostAndPort(String(decoding: authority, as: UTF8.self)) else { return nil }
        host = split.host
        port = split.port ?? (isSecure ? 443 : 80)
        title = String(decoding: authority, as: UTF8.self)
    }
}
