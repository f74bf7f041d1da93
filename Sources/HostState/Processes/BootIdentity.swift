import FoundationEssentials

/// Names the boot whose clock a time belongs to: times of another boot, or another machine, mean nothing here.
struct BootIdentity: Sendable, Hashable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    /// This boot.
    ///
    /// A time namespace (time_namespaces(7)) makes no difference: `TimeSource.system` takes its offset off.
    static func current() throws -> BootIdentity {
        let path = "/proc/sys/kernel/random/boot_id"
        guard let id = try? String(contentsOfFile: path, encoding: .utf8), !id.isEmpty else {
            throw HostStateError(
                .unusable, "cannot read \(path), without which the age of what processes share cannot be known")
        }
        return BootIdentity(id.filter { !$0.isWhitespace })
    }
}
