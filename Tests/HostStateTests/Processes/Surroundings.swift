import Foundation
import TestSupport

/// Another time namespace, whose boot clock is an hour ahead.
enum TimeNamespace {
    static let ahead = ["/usr/bin/unshare", "-T", "--boottime", "3600"]

    /// Why there is none here; nil if there is.
    static let obstacle: String? = Tool.run(ahead + ["/bin/true"]) ? nil : "needs time namespaces (unshare -T, as root)"
}

/// A disk of a quarter of a megabyte, which a test may fill.
///
/// It is mounted in a mount namespace of its own, which ends with the process that keeps it.
final class TinyDisk {
    private static let options = ["-m", "--propagation", "private"]
    private let folder = ScratchFolder()
    private let keeper = Process()
    private let ready = Pipe()
    private let end = Pipe()

    /// Where it is for processes that are started through ``prefix``.
    var path: String { folder.path }
    /// Starts a program that sees the disk.
    var prefix: [String] { ["/usr/bin/nsenter", "-t", "\(keeper.processIdentifier)", "-m", "--"] }
    private var filler: String { "/proc/\(keeper.processIdentifier)/root\(folder("filler"))" }

    /// Why there is none here; nil if there is.
    static let obstacle: String? = {
        let mount = ["/bin/mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", "/tmp"]
        return Tool.run(["/usr/bin/unshare"] + options + mount)
            ? nil : "needs to mount a tmpfs in a namespace of its own (unshare -m, as root)"
    }()

    init() throws {
        keeper.executableURL = URL(filePath: "/usr/bin/unshare")
        let script = "mount -t tmpfs -o size=256k tmpfs \"$0\" && echo ready && exec cat"
        keeper.arguments = Self.options + ["/bin/sh", "-c", script, folder.path]
        keeper.standardInput = end
        keeper.standardOutput = ready
        try keeper.run()
        _ = ready.fileHandleForReading.availableData
    }

    deinit { kill(keeper.processIdentifier, SIGKILL) }

    /// Takes all the room that is left.
    func fill() {
        let file = open(filler, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        defer { close(file) }
        for size in [4096, 1] {
            let bytes = [UInt8](repeating: 0, count: size)
            while write(file, bytes, size) == size {}
        }
    }

    func empty() throws { try FileManager.default.removeItem(atPath: filler) }
}

private enum Tool {
    /// Whether a command succeeds.
    static func run(_ words: [String]) -> Bool {
        let child = ChildProcess(words[0], Array(words.dropFirst()), environment: ["PATH": "/usr/bin:/bin"])
        return (try? child.run().status) == 0
    }
}
