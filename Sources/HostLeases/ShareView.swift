/// How the slots of an account are shared between the hosts that want some.
///
/// Every host computes the same from the same table: those that want less than an equal part get what they want, the
/// others share the rest equally. There is no leader.
struct ShareView: Sendable, Hashable, Codable {
    let slots: Int
    private let wants: [String: Int]

    init(slots: Int, wants: [(String, Int)]) {
        self.slots = slots
        self.wants = Dictionary(wants.filter { $0.1 > 0 }) { first, _ in first }
    }

    /// How many slots a host should have, given what it wants now.
    func of(_ host: String, wanting want: Int) -> Int {
        guard want > 0 else { return 0 }
        let hosts = hosts(with: host, want).sorted { ($0.value, $0.key) < ($1.value, $1.key) }
        var rest = slots
        for (index, other) in hosts.enumerated() {
            let others = hosts.count - index
            let part = min(other.value, (rest + others - 1) / others)
            // With more hosts than slots everybody tries for one.
            if other.key == host { return max(1, part) }
            rest -= part
        }
        return 0
    }

    /// Whether more hosts want a slot than there are.
    func isCrowded(with host: String, wanting want: Int) -> Bool { hosts(with: host, want).count > slots }

    private func hosts(with host: String, _ want: Int) -> [String: Int] {
        var hosts = wants
        hosts[host] = want > 0 ? want : nil
        return hosts
    }
}
