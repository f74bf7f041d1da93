import Foundation

/// Two network namespaces with a cable between them, which can be cut.
final class NetworkNamespaces: Sendable {
    let client: String
    let server: String
    static let serverHost = "10.99.7.2"

    /// Why there can be none here; nil if there can.
    static let obstacle: String? = {
        if geteuid() != 0 { return "network namespaces need root" }
        removeLeftOvers()
        guard let trial = try? NetworkNamespaces() else { return "ip or nft is missing, or namespaces are not allowed" }
        defer { withExtendedLifetime(trial) {} }
        return (try? trial.cut()) == nil ? "nft is missing, or not allowed" : nil
    }()

    init() throws {
        let tag = String(UUID().uuidString.prefix(6)).lowercased()
        (client, server) = ("wire-\(getpid())-c-\(tag)", "wire-\(getpid())-s-\(tag)")
        try Self.shell(
            """
            set -e
            ip netns add \(client); ip netns add \(server)
            ip link add c\(tag) netns \(client) type veth peer name s\(tag) netns \(server)
            ip -n \(client) addr add 10.99.7.1/24 dev c\(tag); ip -n \(server) addr add \(Self.serverHost)/24 dev s\(tag)
            ip -n \(client) link set c\(tag) up; ip -n \(server) link set s\(tag) up
            """)
    }

    /// Namespaces outlive a process that crashed; those of a process that is gone are nobody's.
    private static func removeLeftOvers() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/run/netns")) ?? [] {
            let parts = name.split(separator: "-")
            guard parts.count == 4, parts[0] == "wire", let owner = pid_t(parts[1]) else { continue }
            if kill(owner, 0) < 0, errno == ESRCH { _ = try? shell("ip netns del \(name)") }
        }
    }

    deinit { _ = try? Self.shell("ip netns del \(client); ip netns del \(server)") }

    /// From now on the server hears nothing.
    func cut() throws {
        try Self.shell(
            """
            ip netns exec \(server) nft -f - <<'RULES'
            table inet cut { chain arriving { type filter hook input priority 0; policy drop; }; }
            RULES
            """)
    }

    func mend() throws {
        try Self.shell("ip netns exec \(server) nft delete table inet cut")
    }

    /// Connections of the client's side that the kernel still holds: for each its bytes not acknowledged.
    func heldConnections(toPort port: UInt16) throws -> [Int] {
        let table = try Self.shell("ip netns exec \(client) cat /proc/net/tcp")
        let suffix = String(format: ":%04X", port)
        return table.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: " ")
            // 06 is TIME_WAIT, which holds no bytes.
            guard fields.count > 4, fields[2].hasSuffix(suffix), fields[3] != "06" else { return nil }
            return fields[4].split(separator: ":").first.flatMap { Int($0, radix: 16) }
        }
    }

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    @discardableResult
    static func shell(_ script: String) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", script]
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(description: text) }
        return text
    }
}
