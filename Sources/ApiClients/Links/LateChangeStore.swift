import Hashing
package import Timekeeping

/// Where the processes of a user tell each other which changes of links they are making, or have given up while these
/// may still reach the service.
package struct LateChangeStore: Sendable {
    /// What came of asking whether a change may be sent.
    package enum Entrance: Sendable, Hashable {
        /// It may, and others wait for it until it has left, by this number.
        case entered(Int64)
        /// Another process has a different change of the link that may still arrive: ask again at this time.
        case later(at: BootInstant)
    }

    /// One change of one link.
    package struct Change: Sendable, Hashable {
        /// The service and the link's name.
        package let link: String
        /// A digest of what changes: equal changes do each other no harm.
        package let digest: String

        init(_ intent: UpdateIntent, at service: String) {
            link = "\(service) \(intent.shortUrl.text)"
            let changes = intent.changes
            digest = SHA256.hash("\(changes.longUrl?.text ?? "")\n\(changes.state?.rawValue ?? "")".utf8).hex
        }
    }

    /// Enters a change, in one transaction with the question whether another process keeps it waiting.
    package var enter: @Sendable (Change) async throws -> Entrance
    /// Takes a change out, at once or at the moment until which it may still arrive.
    ///
    /// What cannot be stored is tried again later: the answer in hand is worth more than reporting it here.
    package var leave: @Sendable (_ number: Int64, _ until: BootInstant?) async -> Void

    /// Wraps a storage.
    package init(
        enter: @escaping @Sendable (Change) async throws -> Entrance,
        leave: @escaping @Sendable (Int64, BootInstant?) async -> Void
    ) {
        self.enter = enter
        self.leave = leave
    }

    /// For how long the kernel may continue to send what a process that was killed had handed over: the limit of every
    /// connection (`TCP_USER_TIMEOUT`), and two seconds for what is on its way.
    package static let afterDeath = Duration.seconds(32)
}
