extension PostgresError {
    /// PostgreSQL answers, but what is asked of it has to wait.
    package init(notReady words: String) { self.init(.unreachable, words) }

    /// Whether the same may work later, without a change of anything.
    package var mayPass: Bool {
        switch code {
        case .unreachable, .unknown, .notDurable: true
        // Deadlocks and the like, a lack of room, locks, what an operator has ended, and a server that takes no writes.
        case .refused(let state): ["40", "53", "55", "57"].contains(state.prefix(2)) || state == "25006"
        case .address, .library, .version: false
        }
    }
}
