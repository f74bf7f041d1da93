import Hashing

/// Whose limit a request is counted against: one key at one host, for one group of its operations.
package struct PacingAccount: Sendable, Hashable, Codable {
    /// The service's one name: its host, and its port if that is not the usual one.
    package let host: String
    /// The group of operations that share a limit, such as `links` or `download`.
    package let group: String
    /// The beginning of the key's SHA-256 in hex digits; empty without a key.
    package let keyHash: String
    /// What a person calls the service; no part of what tells accounts apart.
    package var title: String { name ?? host }
    private var name: String?

    private enum CodingKeys: CodingKey { case host, group, keyHash }

    /// Whether two accounts share a limit.
    package static func == (one: PacingAccount, other: PacingAccount) -> Bool {
        one.host == other.host && one.group == other.group && one.keyHash == other.keyHash
    }

    /// Hashes what tells accounts apart.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(host)
        hasher.combine(group)
        hasher.combine(keyHash)
    }

    /// An account by what tells it apart.
    package init(host: String, group: String, keyHash: String) {
        self.host = host
        self.group = group
        self.keyHash = keyHash
    }

    /// Names an account without keeping its key.
    package init(_ endpoint: ServiceEndpoint, group: String, title: String? = nil) {
        name = title
        host = endpoint.serviceName
        self.group = group
        keyHash = endpoint.key.map { SHA256.hash($0.revealed.utf8).prefix(8).hex } ?? ""
    }
}
