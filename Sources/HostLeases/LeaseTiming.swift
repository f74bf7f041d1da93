/// How long leases last and what the safety of a takeover counts with, the same for all hosts of a cluster.
///
/// A host uses its slots for less than ``lease`` after it asked for them. What it sent in the last moment may have been
/// written ``pause`` later, may arrive ``delivery`` after that, and counts for one window of the service. Only then may
/// another host use the slots, see ``watch(_:)``.
package struct LeaseTiming: Sendable, Hashable, Codable {
    /// How long a lease lasts from the moment at which it was asked for.
    package var lease = Duration.seconds(15)
    /// How long a request that was written may be on its way: `TCP_USER_TIMEOUT`.
    package var delivery = Duration.seconds(20)
    /// How long a process may stand still between its last look at the lease and its write.
    package var pause = Duration.seconds(5)
    /// For how long after a failover the old server may still accept writes beside the new one.
    package var overlap = Duration.seconds(30)

    /// The usual timing.
    package init() {}

    /// A timing.
    package init(lease: Duration, delivery: Duration, pause: Duration, overlap: Duration) {
        (self.lease, self.delivery, self.pause, self.overlap) = (lease, delivery, pause, overlap)
    }

    /// How often a host renews its leases.
    package var beat: Duration { lease / 5 }

    /// How long a host itself uses a lease; the rest is for clocks that do not run alike.
    package var validity: Duration { lease * 9 / 10 }

    /// How long a row is watched unchanged before its holder counts as gone.
    ///
    /// At least for the lease and the overlap: on a server that is being replaced a row stands still because its holder
    /// renews it on the new one. A holder that moved there renewed on the old one at most one lease before
    /// the promotion, and the old one takes no writes after the overlap.
    package func watch(_ window: Duration) -> Duration { lease + max(delivery + pause, overlap) + window }

    /// For how long a new server grants nothing: what an old one granted last may be in use until then.
    package func calm(_ window: Duration) -> Duration { watch(window) + overlap }
}
