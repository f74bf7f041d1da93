extension PostgresError {
    /// Whether the same statement may succeed later.
    package var mayPass: Bool {
        switch code {
        case .unreachable, .unknown, .notDurable: true
        // 40 rollbacks, 53 resources, 55 locks, 57 operator; 25006 a server that takes no writes.
        case .refused(let state): ["40", "53", "55", "57"].contains(state.prefix(2)) || state == "25006"
        case .address, .library, .version, .closed: false
        }
    }
}
