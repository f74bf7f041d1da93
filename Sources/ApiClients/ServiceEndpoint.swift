/// Where a service is reached, and with which key.
package struct ServiceEndpoint: Sendable, Hashable {
    /// The address before every path, without a slash at its end.
    package let baseURL: String
    /// The service's one name, however its address is written: the host, and its port unless that is the scheme's own.
    package let host: String
    /// The key, if there is one.
    package let key: Secret?
    /// What to say where a key is needed and there is none.
    package let absence: KeyAbsence?
    /// Whether the service is on this machine.
    package let isLoopback: Bool
    /// Whether requests do without the key, which only raises limits.
    var isKeyOptional = false
    /// What answers, errors and traces are cleared of: the key, and others that are not sent there.
    private(set) var hidden: [Secret]

    /// Checks an address and a key.
    ///
    /// - Throws: ``ApiError`` of kind `usage` for an address that is not https (or http to this machine), of kind
    ///   `auth` for a key that cannot belong to that address.
    package init(_ baseURL: String, key: Secret? = nil, absence: KeyAbsence? = nil) throws {
        // This machine has one spelling from here on, which no resolver is asked about: `localhost.` is `localhost`.
        let baseURL = Self.withoutRootDotOfLoopback(baseURL)
        let address = try Self.address(of: baseURL)
        if let key { try Self.check(key, for: address) }
        var trimmed = Substring(baseURL)
        while trimmed.last == "/" { trimmed = trimmed.dropLast() }
        self.init(
            baseURL: String(trimmed), host: address.name, key: key, absence: absence, isLoopback: address.isLoopback,
            hidden: [key].compactMap(\.self))
    }

    /// A service whose addresses come with each request; `name` stands for it in messages.
    init(elsewhere name: String) {
        self.init(baseURL: "", host: name, key: nil, absence: nil, isLoopback: false, hidden: [])
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

    /// The same address, whose answers are cleared of these keys too, which are not all sent there.
    func hiding(_ keys: [Secret]) -> ServiceEndpoint {
        var endpoint = self
        endpoint.hidden += keys.filter { !hidden.contains($0) }
        return endpoint
    }

    private init(
        baseURL: String, host: String, key: Secret?, absence: KeyAbsence?, isLoopback: Bool, hidden: [Secret]
    ) {
        self.baseURL = baseURL
        self.host = host
        self.key = key
        self.absence = absence
        self.isLoopback = isLoopback
        self.hidden = hidden
    }

    private static func withoutRootDotOfLoopback(_ url: String) -> String {
        guard let address = try? WebAddress(url), address.hasRootDot, address.host.isLoopback,
            let host = url.firstRange(of: "://").map({ url[$0.upperBound...].prefix { !"/:?#".contains($0) } }),
            let dot = host.indices.last
        else { return url }
        var plain = url
        plain.remove(at: dot)
        return plain
    }

    private static func address(of baseURL: String) throws -> WebAddress {
        let shown = Redaction.url(baseURL)
        func refusal(_ words: String, _ hint: String = "Give it as https://host/path.") -> ApiError {
            ApiError(.usage, words, hint: hint, stopsRun: true)
        }
        let insecure = refusal(
            "the base URL \(shown) must start with https://",
            "Plain http is allowed to this machine only, as http://127.0.0.1:port.")
        let unclean = refusal("the base URL \(shown) must have no user, query or fragment")
        do {
            let address = try WebAddress(baseURL)
            guard !baseURL.contains(where: { $0 == "?" || $0 == "#" }) else { throw unclean }
            guard address.isSecure || address.isLoopback else { throw insecure }
            return address
        } catch let flaw as WebAddress.Flaw {
            switch flaw {
            case .noAddress: throw refusal("\(shown) is not a base URL")
            case .scheme: throw insecure
            case .user: throw unclean
            case .host:
                throw refusal(
                    "the host or port of the base URL \(shown) is not written plainly",
                    "Write the host in letters, digits, hyphens and dots, without percent signs.")
            }
        }
    }
}
