import AsyncHTTPClient
import FoundationEssentials

/// A forward proxy for https, and the hosts that are reached without it.
public struct ProxySettings: Sendable {
    /// The proxy's host name or address.
    public var host: String
    /// The proxy's port.
    public var port: Int
    /// The user name and password, if the proxy wants them.
    public var credentials: (user: String, password: Secret)?
    /// The environment variable that named it, for messages.
    public var variable: String
    /// Hosts, `.suffixes` of hosts, or `*`, that are reached directly, as loopback always is.
    public var exceptions: [String]

    /// Reads `HTTPS_PROXY` (or `https_proxy`, or `ALL_PROXY`) and `NO_PROXY` as curl does; nil if none is set.
    ///
    /// - Throws: ``ApiError`` of kind `usage` if the address cannot be understood; it never shows a password.
    public init?(environment: [String: String]) throws {
        func variable(_ names: String...) -> (name: String, value: String)? {
            names.flatMap { [$0.lowercased(), $0] }.lazy.compactMap { name in environment[name].map { (name, $0) } }
                .first { !$0.1.isEmpty }
        }
        guard let (name, address) = variable("HTTPS_PROXY", "ALL_PROXY") else { return nil }
        let text = address.contains("://") ? address : "http://" + address
        guard let url = URLComponents(string: text), url.scheme == "http", let host = url.host, !host.isEmpty else {
            throw ApiError(
                .usage, "the proxy address \(Redaction.url(text)) in \(name) cannot be used",
                hint: "Set \(name) to http://host:port.", stopsRun: true)
        }
        self.host = host
        self.variable = name
        port = url.port ?? 1080
        credentials = url.user.map { ($0, Secret(url.password ?? "")) }
        exceptions = (variable("NO_PROXY")?.value ?? "").split(separator: ",").map {
            $0.trimmingPrefix { $0 == " " }.lowercased()
        }
    }

    /// `the proxy proxy.example:3128 (HTTPS_PROXY)`.
    var title: String { "the proxy \(host):\(port) (\(variable))" }

    /// Whether a URL is reached by way of the proxy.
    func serves(_ url: String) -> Bool {
        guard let address = try? WebAddress(url), !address.isLoopback else { return false }
        let host = address.host.text
        return !exceptions.contains { exception in
            let suffix = exception.hasPrefix(".") ? exception : "." + exception
            return exception == "*" || host == exception || host.hasSuffix(suffix)
        }
    }

    var authorization: HTTPClient.Authorization? {
        credentials.map { .basic(username: $0.user, password: $0.password.revealed) }
    }
}
