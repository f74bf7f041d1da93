import FoundationEssentials
import Glibc
import TestSupport

/// Three hosts and two database servers on one bridge, each in a network namespace of its own; the tests are on the
/// bridge as well.
///
/// What one place hears of another can be cut off. The namespaces go with the value.
final class HostNetwork: Sendable {
    enum Place: Int, CaseIterable {
        case host1 = 11
        case host2 = 12
        case host3 = 13
        case database1 = 21
        case database2 = 22
    }

    /// Why there can be none here; nil if there can.
    static let obstacle: String? = {
        if geteuid() != 0 { return "network namespaces need root" }
        do {
            try HostNetwork().cut(.host1, from: .database1)
            return nil
        } catch {
            return "ip or nft is missing, or not allowed: \(error)"
        }
    }()

    private let tag: String
    /// The first three numbers of all addresses; those of other processes of tests differ.
    private let subnet: String

    /// Lays the network.
    init() throws {
        let process = Int(getpid())
        tag = "gh\(process)x\(Int.random(in: 100...999))"
        subnet = "10.\(100 + process / 250 % 100).\(process % 250)"
        Self.removeLeftOvers()
        try sh("ip link add \(tag) type bridge && ip addr add \(service)/24 dev \(tag) && ip link set \(tag) up")
        for place in Place.allCases {
            let (space, cable) = (namespace(place), "\(tag)\(place.rawValue)")
            try sh(
                """
                set -e
                ip netns add \(space)
                ip link add \(cable) type veth peer name eth0 netns \(space)
                ip link set \(cable) master \(tag) up
                ip -n \(space) addr add \(address(place))/24 dev eth0
                ip -n \(space) link set eth0 up; ip -n \(space) link set lo up
                """)
        }
    }

    deinit {
        for place in Place.allCases { _ = try? sh("ip netns del \(namespace(place))") }
        _ = try? sh("ip link del \(tag)")
    }

    /// The address of the tests' own side.
    var service: String { "\(subnet).1" }

    func address(_ place: Place) -> String { "\(subnet).\(place.rawValue)" }

    func namespace(_ place: Place) -> String { "\(tag)-\(place.rawValue)" }

    /// From now on a place hears nothing of another one; the other way stays open.
    func cut(_ place: Place, from other: Place) throws {
        try sh(
            """
            ip netns exec \(namespace(place)) nft -f - <<'RULES'
            table inet cut\(other.rawValue) {
              chain arriving { type filter hook input priority 0; ip saddr \(address(other)) drop; }
            }
            RULES
            """)
    }

    func mend(_ place: Place, from other: Place) throws {
        try sh("ip netns exec \(namespace(place)) nft delete table inet cut\(other.rawValue)")
    }

    /// Namespaces outlive a process that crashed.
    private static func removeLeftOvers() {
        let script = """
            for space in $(ls /run/netns 2>/dev/null); do
              [[ $space =~ ^gh([0-9]+)x[0-9]+- ]] || continue
              [ -e /proc/${BASH_REMATCH[1]} ] || ip netns del $space
            done
            for bridge in $(ls /sys/class/net); do
              [[ $bridge =~ ^gh([0-9]+)x[0-9]+$ ]] || continue
              [ -e /proc/${BASH_REMATCH[1]} ] || ip link del $bridge
            done
            """
        _ = try? ChildProcess("/bin/bash", ["-c", script], environment: path).run()
    }

    private static let path = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]

    private func sh(_ script: String) throws {
        let result = try ChildProcess("/bin/bash", ["-c", script], environment: Self.path).run()
        guard result.status == 0 else { throw Failed(words: result.errors) }
    }

    struct Failed: Error {
        let words: String
    }
}
