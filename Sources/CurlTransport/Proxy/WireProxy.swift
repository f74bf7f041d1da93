/// A forward proxy, and the hosts that are reached without it.
///
/// It is always asked for a tunnel (`CONNECT`), also to `http` addresses: so it never sees a request's header, and all
/// that it may refuse is refused before anything of the request was sent.
package struct WireProxy: Sendable, Hashable {
    /// How the proxy itself is spoken to.
    package enum Scheme: String, Sendable, Hashable, CaseIterable {
        case http, https, socks5, socks5h
    }

    /// An address that cannot be used.
    ///
    /// It never holds what the variable says, because a password may be in it.
    package struct Malformed: Error, Sendable, Hashable, CustomStringConvertible {
        /// The environment variable.
        package let variable: String
        /// What is wrong, such as `its port is not a number`.
        package let problem: String

        /// One line.
        package var description: String { "the proxy address in \(variable) cannot be used: \(problem)" }
        /// What to do.
        package var hint: String {
            "Set \(variable) to http://host:port, or to http://user:password@host:port with special characters "
                + "of the password escaped (@ as %40)."
        }
    }

    /// How the proxy itself is spoken to.
    package var scheme: Scheme
    /// The proxy's host name or address, without brackets.
    package var host: String
    /// The proxy's port.
    package var port: UInt16
    /// What to log in with, unescaped; nil for none, or for the session's Kerberos ticket.
    package var user: String?
    /// The password, unescaped.
    package var password: String?
    /// The environment variable that named it, for messages.
    package var variable: String
    private let directHosts: DirectHosts

    /// Reads `https_proxy`, `HTTPS_PROXY`, `all_proxy` or `ALL_PROXY`, and `no_proxy` or `NO_PROXY`, the first that is
    /// not empty; nil if no proxy is named.
    package init?(environment: [String: String]) throws(Malformed) {
        func variable(_ names: String...) -> (name: String, value: String)? {
            for name in names {
                if let value = environment[name], !value.isEmpty { return (name, value) }
            }
            return nil
        }
        guard let (name, value) = variable("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY") else { return nil }
        try self.init(value, variable: name, exceptions: variable("no_proxy", "NO_PROXY")?.value ?? "")
    }

    /// Reads an address, `[scheme://][user[:password]@]host[:port]`; without a port it is 1080, or 443 for `https`.
    ///
    /// The last `@` ends the password, so that one which was not escaped is understood nevertheless.
    package init(_ address: String, variable: String, exceptions: String = "") throws(Malformed) {
        var rest = Substring(address)
        var scheme = Scheme.http
        if let range = address.firstRange(of: "://") {
            let name = address[..<range.lowerBound].lowercased()
            guard let known = Scheme(rawValue: name) else {
                let isName =
                    !name.isEmpty && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
                throw Malformed(
                    variable: variable, problem: isName ? "\(name):// is not supported" : "it is not an address")
            }
            scheme = known
            rest = address[range.upperBound...]
        }
        var login: Substring?
        if let at = rest.lastIndex(of: "@") {
            login = rest[..<at]
            rest = rest[rest.index(after: at)...]
        }
        // A path means nothing to a proxy, and a slash at the end is often written.
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !rest.isEmpty else { throw Malformed(variable: variable, problem: "it names no host") }
        guard let split = HostAndPort(String(rest)) else {
            throw Malformed(variable: variable, problem: "its host and port cannot be read")
        }
        self.scheme = scheme
        host = split.host
        port = split.port ?? (scheme == .https ? 443 : 1080)
        self.variable = variable
        directHosts = DirectHosts(exceptions)
        guard let login else { return }
        let parts = login.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let user = Self.unescaped(parts[0])
        let password = parts.count > 1 ? Self.unescaped(parts[1]) : ""
        guard !user.utf8.contains(0), !password.utf8.contains(0) else {
            throw Malformed(variable: variable, problem: "its password holds a NUL")
        }
        (self.user, self.password) = (user, password)
    }

    /// `the proxy proxy.example:3128 (HTTPS_PROXY)`.
    package var title: String { "the proxy \(authority) (\(variable))" }

    /// Whether an address is reached by way of the proxy.
    package func serves(_ url: String) -> Bool {
        WireAddress(url).map { !directHosts.contains($0) } ?? false
    }

    func serves(_ address: WireAddress) -> Bool { !directHosts.contains(address) }

    /// The address as libcurl takes it: without the login, which is set apart.
    var url: String { "\(scheme.rawValue)://\(authority)" }

    private var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Escapes are undone; a per cent sign that begins none stands for itself.
    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                rest.prefix(2).allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
