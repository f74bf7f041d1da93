package import FoundationEssentials
import Glibc

/// The holder of a lock, as it describes itself in the lock's file.
package struct LockOwner: Sendable, Hashable, Codable {
    /// The process's number.
    package let pid: Int32
    /// When it opened the state directory.
    package let startedAt: Date
    /// The command that it runs, as it was given to ``HostState``.
    package let command: String

    init(command: String, at date: Date) {
        pid = getpid()
        // Whole seconds, so that what is read back from a file equals what was written.
        startedAt = Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down))
        self.command = command
    }

    var text: String {
        // Numbers and a string: encoding them cannot fail.
        (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// What the file of a lock says; nil if it says nothing, as for a moment while its owner writes it.
    static func reading(_ path: String) -> LockOwner? {
        guard let text = try? Data(contentsOf: URL(filePath: path)) else { return nil }
        // Other lines may follow.
        return try? JSONDecoder().decode(LockOwner.self, from: text.prefix { $0 != UInt8(ascii: "\n") })
    }
}

extension LockOwner: CustomStringConvertible {
    /// `process 4711 (govscript run a.lua), since 2026-01-31T08:00:00Z`.
    package var description: String {
        "\(process), since \(startedAt.formatted(.iso8601))"
    }

    /// `process 4711 (govscript run a.lua)`.
    var process: String { "process \(pid)\(command.isEmpty ? "" : " (\(command))")" }
}
