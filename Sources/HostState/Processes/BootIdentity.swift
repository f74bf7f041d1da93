import FoundationEssentials
import Glibc

/// Names the boot whose clock a time belongs to: times of another boot, or another machine, mean nothing here.
struct BootIdentity: Sendable, Hashable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    /// This boot; a time namespace has a boot clock of its own (time_namespaces(7)), so it counts too.
    static func current() throws -> BootIdentity {
        let path = "/proc/sys/kernel/random/boot_id"
        guard let id = try? String(contentsOfFile: path, encoding: .utf8), !id.isEmpty else {
            throw HostStateError(
                .unusable, "cannot read \(path), without which the age of what processes share cannot be known")
        }
        var clock = [CChar](repeating: 0, count: 64)
        let length = readlink("/proc/self/ns/time", &clock, clock.count)
        let namespace = clock.prefix(max(0, length)).map { UInt8(bitPattern: $0) }
        return BootIdentity(id.filter { !$0.isWhitespace } + " " + String(decoding: namespace, as: UTF8.self))
    }
}
