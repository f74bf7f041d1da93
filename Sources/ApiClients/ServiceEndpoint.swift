import FoundationEssentials

/// Where a service is reached, and with which key.
public struct ServiceEndpoint: Sendable, Hashable {
    /// The address before every path, without a slash at its end.
    public let baseURL: String
    /// The host, lower case, with its port if one was given.
    public let host: String
    /// The key, if there is one.
    public let key: Secret?
    /// What to say where a key is needed and there is none.
    public let absence: KeyAbsence?

    /// Checks an address and a key.
    ///
    /// - Throws: ``ApiError`` of kind `usage` for an address that is not https (or http to this machine), of kind
    ///   `auth` for a key that cannot belong to that address.
    public init(_ baseURL: String, key: Secret? = nil, absence: KeyAbsence? = nil) throws {
        let shown = Redaction.url(baseURL)
        guard let url = URLComponents(string: baseURL), let host = url.host?.lowercased(), !host.isEmpty else {
            throw ApiError(.usage, "\(shown) is not a base URL", hint: "Give it as https://host/path.", stopsRun: true)
        }
        guard url.query == nil, url.fragment == nil, url.user == nil else {
            throw ApiError(
                .usage, "the base URL \(shown) must have no user, query or fragment",
                hint: "Give it as https://host/path.", stopsRun: true)
        }
        guard Self.mayReach(baseURL) else {
            throw ApiError(
                .usage, "the base URL \(shown) must start with https://",
                hint: "Plain http is allowed to this machine only, as http://127.0.0.1:port.", stopsRun: true)
        }
        if let key { try Self.check(key, for: host) }
        var trimmed = Substring(baseURL)
        while trimmed.last == "/" { trimmed = trimmed.dropLast() }
        self.baseURL = String(trimmed)
        self.host = url.port.map { "\(host):\($0)" } ?? host
        self.key = key
        self.absence = absence
    }

    /// A service whose addresses come with each request; `name` stands for it in messages.
    init(elsewhere name: String) {
        baseURL = ""
        host = name
        key = nil
        absence = nil
    }

    /// The key.
    ///
    /// - Throws: ``ApiError`` of kind `auth` if there is none, with the places that were looked at.
    func requiredKey(of service: String, variable: String) throws -> Secret {
        if let key { return key }
        throw ApiError(
            .auth, "there is no API key for \(service)", hint: absence?.hint ?? "Set \(variable) to your key.",
            details: absence?.places ?? [])
    }

    /// The same address without the key.
    var withoutKey: ServiceEndpoint { ServiceEndpoint(baseURL: baseURL, host: host, key: nil) }

    private init(baseURL: String, host: String, key: Secret?) {
        self.baseURL = baseURL
        self.host = host
        self.key = key
        absence = nil
    }

    /// Whether anything may be sent to a URL: https to anywhere, http to this machine only.
    static func mayReach(_ url: String) -> Bool {
        guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty else { return false }
        return parts.scheme == "https" || parts.scheme == "http" && isLoopback(host.lowercased())
    }

    static func isLoopback(_ host: String) -> Bool {
        ["localhost", "::1", "[::1]"].contains(host)
            || host.hasPrefix("127.") && host.split(separator: ".").allSatisfy { UInt8($0) != nil }
    }

    private static let production: Set = ["go.gov.sg", "for.sg", "api-production.data.gov.sg", "data.gov.sg"]
    private static let staging: Set = ["staging.go.gov.sg", "staging.for.sg", "api-staging.data.gov.sg"]

    private static func check(_ key: Secret, for host: String) throws {
        let text = key.revealed
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ApiError(
                .auth, "the key for \(host) holds spaces, line breaks or other characters that no key has",
                hint: "Copy the key again, without anything around it.")
        }
        if production.contains(host), text.hasPrefix("test_v1_") {
            throw ApiError(
                .auth, "the key for \(host) is a staging key (test_v1_), but the address is the production service",
                hint: "Use a live_v1_ key, or the staging profile.")
        }
        if staging.contains(host), text.hasPrefix("live_v1_") {
            throw ApiError(
                .auth, "the key for \(host) is a production key (live_v1_), but the address is the staging service",
                hint: "Use a test_v1_ key, or the production profile.")
        }
    }
}
