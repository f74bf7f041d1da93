/// The hosts that are reached without a proxy, as `NO_PROXY` lists them.
///
/// Entries are separated by commas and blanks; case and a final dot do not matter. An entry is
/// - `*`: every host;
/// - `example.com`, `.example.com` or `*.example.com`: that host and all below it;
/// - an address, `10.1.2.3` or `[::1]`, or a block of them, `10.0.0.0/8`: hosts that are given as an address;
/// - any host or address with a port, `example.com:8443`: that port only.
///
/// Names are not looked up for the sake of an address in the list. This machine is always reached directly.
struct DirectHosts: Sendable, Hashable {
    private enum Pattern: Sendable, Hashable {
        case all
        case domain(String)
        case block(IPAddress, bits: Int)
    }

    private struct Entry: Sendable, Hashable {
        let pattern: Pattern
        let port: UInt16?
    }

    private let entries: [Entry]

    init(_ list: String) {
        entries = list.split { $0 == "," || $0.isWhitespace }.compactMap { Self.entry(String($0)) }
    }

    /// Whether a service is reached without the proxy.
    func contains(_ address: WireAddress) -> Bool {
        let ip = IPAddress(address.host)
        if ip?.isLoopback == true || address.host == "localhost" || address.host.hasSuffix(".localhost") { return true }
        return entries.contains { entry in
            if let port = entry.port, port != address.port { return false }
            return switch entry.pattern {
            case .all: true
            case .domain(let domain): address.host == domain || ip == nil && address.host.hasSuffix("." + domain)
            case .block(let block, let bits): ip?.matches(block, bits: bits) == true
            }
        }
    }

    private static func entry(_ text: String) -> Entry? {
        if text == "*" { return Entry(pattern: .all, port: nil) }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 {
            let base = parts[0].filter { $0 != "[" && $0 != "]" }
            guard let address = IPAddress(base), let bits = Int(parts[1]) else { return nil }
            return Entry(pattern: .block(address, bits: bits), port: nil)
        }
        // An IPv6 address may stand without brackets here; then it has no port.
        if let address = IPAddress(text) {
            return Entry(pattern: .block(address, bits: address.bytes.count * 8), port: nil)
        }
        var name = Substring(text)
        if name.hasPrefix("*.") { name = name.dropFirst(2) } else if name.hasPrefix(".") { name = name.dropFirst() }
        guard let split = HostAndPort(String(name)) else { return nil }
        if let address = IPAddress(split.host) {
            return Entry(pattern: .block(address, bits: address.bytes.count * 8), port: split.port)
        }
        return Entry(pattern: .domain(split.host), port: split.port)
    }
}
