import FoundationEssentials
import Glibc

extension ServiceEndpoint {
    /// The service's one name, however its address is written: whatever is counted for a service is counted by it.
    ///
    /// Letter case, a dot at the end, a default port and the spelling of a numeric address make no difference, and
    /// this machine is always `localhost`.
    package var serviceName: String {
        // What stands for a service without an address of its own is a name already.
        guard let url = URLComponents(string: baseURL), let host = url.host, !host.isEmpty else { return host }
        let name = Self.canonical(host)
        let standard = url.scheme?.lowercased() == "http" ? 80 : 443
        let port = url.port ?? standard
        return port == 443 ? name : "\(name):\(port)"
    }

    private static func canonical(_ host: String) -> String {
        var name = host.lowercased()
        if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
        while name.hasSuffix(".") { name.removeLast() }
        let numeric = numericAddress(name)
        let isLocal = ["localhost", "127.0.0.1", "::1"].contains(numeric ?? name)
        if isLocal { return "localhost" }
        return numeric.map { $0.contains(":") ? "[\($0)]" : $0 } ?? name
    }

    /// The usual spelling of a numeric address, `127.0.0.1` for `127.1`; nil for a name.
    private static func numericAddress(_ host: String) -> String? {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &found) == 0, let found else { return nil }
        defer { freeaddrinfo(found) }
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let result = getnameinfo(
            found.pointee.ai_addr, found.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        guard result == 0 else { return nil }
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let spelled = String(decoding: bytes, as: UTF8.self)
        // An IPv4 address in the form of IPv6 reaches the same host.
        let mapped = "::ffff:"
        return spelled.hasPrefix(mapped) && spelled.contains(".") ? String(spelled.dropFirst(mapped.count)) : spelled
    }
}

/// What a person calls a service, in messages: `GoGovSG` rather than its address, which may be any test server's.
package enum ServiceTitle {
    /// The title of a service as scripts name it; the name itself for any other.
    package static func of(_ service: String) -> String {
        if let links = LinksService(rawValue: service) { return links.title }
        return switch service {
        case "datagov": "data.gov.sg"
        case "storage": "the storage of data.gov.sg"
        default: service
        }
    }
}
