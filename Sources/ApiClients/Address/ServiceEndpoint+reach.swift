extension ServiceEndpoint {
    /// Whether anything may be sent to a URL at all: by https to anywhere, by http to this machine only.
    static func mayReach(_ url: String) -> Bool {
        guard let address = try? WebAddress(url) else { return false }
        return address.isSecure || address.isLoopback
    }

    /// Whether an address that came in an answer of this service may be followed: a link to upload to, a file to
    /// download, the target of a redirect.
    ///
    /// By https anywhere. By http only to this machine, and only if the service itself is on it: no other may have
    /// this machine's local services written to or read.
    func mayLead(to url: String) -> Bool {
        guard let address = try? WebAddress(url) else { return false }
        return address.isSecure || address.isLoopback && isLoopback
    }

    /// The address, if it may be followed.
    ///
    /// - Throws: ``ApiError`` of kind `server`.
    func checked(_ url: String) throws -> String {
        guard mayLead(to: url) else {
            throw ApiError(.server, "data.gov.sg gave a link that is not https: \(Redaction.url(url))")
        }
        return url
    }

    /// Refuses a key that cannot belong to a host, so that none goes to the wrong one of a service's two worlds.
    static func check(_ key: Secret, for address: WebAddress) throws {
        let text = key.revealed
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ApiError(
                .auth, "the key for \(address.name) holds spaces, line breaks or other characters that no key has",
                hint: "Copy the key again, without anything around it.")
        }
        let host = address.host.withoutWWW.text
        if production.contains(host), text.hasPrefix("test_v1_") {
            throw ApiError(
                .auth,
                "the key for \(address.name) is a staging key (test_v1_), but the address is the production service",
                hint: "Use a live_v1_ key, or the staging profile.")
        }
        if staging.contains(host), text.hasPrefix("live_v1_") {
            throw ApiError(
                .auth,
                "the key for \(address.name) is a production key (live_v1_), but the address is the staging service",
                hint: "Use a test_v1_ key, or the production profile.")
        }
    }

    private static let production: Set = [
        "go.gov.sg", "for.sg", "api-production.data.gov.sg", "data.gov.sg", "api-open.data.gov.sg",
    ]
    private static let staging: Set = ["staging.go.gov.sg", "staging.for.sg", "api-staging.data.gov.sg"]
}
