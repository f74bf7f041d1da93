import FoundationEssentials
import Synchronization

/// This process as the holder of slots: a name that no other process has or will have, and a locked file of that name.
///
/// Whoever meets the name in a ledger sees by the lock whether the process lives; process numbers, which come again,
/// do not matter.
final class Holder: Sendable {
    let name: String
    private let folder: String
    private let owner: LockOwner
    private let lock: Mutex<FileLock>

    init(in folder: String, owner: LockOwner) throws {
        while true {
            let name = "\(owner.pid)-\(String(UInt64.random(in: .min ... .max), radix: 36))"
            guard let lock = try FileLock.attempt("\(folder)/\(name)", text: owner.text) else { continue }
            self.name = name
            self.folder = folder
            self.owner = owner
            self.lock = Mutex(lock)
            return
        }
    }

    /// Whether another holder's process has ended.
    func isDead(_ other: String) -> Bool {
        other != name && Self.isName(other) && !FileLock.isHeld("\(folder)/\(other)")
    }

    /// What a holder says of itself, if its process is stopped, as by Ctrl-Z or SIGSTOP; nil if it runs.
    func stopped(_ other: String) -> String? {
        guard let pid = Self.isName(other) ? other.split(separator: "-").first : nil,
            let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            // The name before it, in brackets, may hold anything (proc(5)).
            let state = status.split(separator: ")").last?.split(separator: " ").first, state == "T" || state == "t"
        else { return nil }
        let command = LockOwner.reading("\(folder)/\(other)")?.command ?? ""
        return "process \(pid)\(command.isEmpty ? "" : " (\(command))")"
    }

    /// Creates its file again if somebody removed it: without it this process would count as dead.
    func restore() throws {
        try lock.withLock { lock in
            if lock.isInPlace { return }
            try StateDirectory.make(folder)
            guard let new = try FileLock.attempt("\(folder)/\(name)", text: owner.text) else { return }
            lock = new
        }
    }

    /// Removes the files of processes that have ended.
    static func sweep(_ folder: String) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where isName(name) {
            try FileLock.attempt("\(folder)/\(name)", creating: false)?.release()
        }
    }

    /// Whether any process, living or dead, has left a file.
    static func anyIn(_ folder: String) -> Bool {
        (try? FileManager.default.contentsOfDirectory(atPath: folder).contains(where: isName)) ?? false
    }

    /// A name that is not ours to judge counts as living.
    private static func isName(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 2 && Int32(parts[0]) != nil && UInt64(parts[1], radix: 36) != nil
    }
}
