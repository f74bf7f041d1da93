import Glibc
import SystemFiles

/// A process and those that it has started.
///
/// A group of its own would be simpler to end, but it could not ask at the terminal, and Ctrl-C would not reach it.
enum ProcessTree {
    /// Kills a process that is not reaped yet, and all that descend from it.
    ///
    /// What has made itself independent of its parent before stays.
    static func kill(_ root: pid_t) {
        // Stopped first, so that it starts nothing between the look and the end.
        _ = Glibc.kill(root, SIGSTOP)
        var found = [root]
        var parents = Self.parents()
        while true {
            let more = parents.filter { !found.contains($0.key) && found.contains($0.value) }.map(\.key)
            guard !more.isEmpty else { break }
            for process in more { _ = Glibc.kill(process, SIGSTOP) }
            found += more
            parents = Self.parents()
        }
        for process in found { _ = Glibc.kill(process, SIGKILL) }
    }

    /// The parent of each process.
    private static func parents() -> [pid_t: pid_t] {
        guard let folder = opendir("/proc") else { return [:] }
        defer { closedir(folder) }
        var parents: [pid_t: pid_t] = [:]
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let process = pid_t(name), let parent = parent(of: process) else { continue }
            parents[process] = parent
        }
        return parents
    }

    /// `/proc/PID/stat` is `PID (NAME) STATE PARENT …`, and a name may hold anything.
    private static func parent(of process: pid_t) -> pid_t? {
        guard let bytes = try? FileBytes.all(ofFileAt: "/proc/\(process)/stat", limit: 4096),
            let end = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let fields = bytes[(end + 1)...].split(separator: UInt8(ascii: " "))
        return fields.count > 1 ? pid_t(String(decoding: fields[1], as: UTF8.self)) : nil
    }
}
