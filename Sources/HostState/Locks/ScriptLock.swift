import FoundationEssentials
import Glibc
import Timekeeping

/// The lock that keeps a script from being started again while it runs; it ends with the process.
///
/// Its file says in the first line who holds it, and has a line for each start that was refused meanwhile.
package final class ScriptLock: Sendable {
    private let lock: FileLock

    private init(_ lock: FileLock) { self.lock = lock }

    /// Takes the lock.
    ///
    /// Blocks at most as long as it may wait. Making the folder and the file costs a fraction of a millisecond.
    ///
    /// - Parameters:
    ///   - script: What messages call the script.
    ///   - key: All that tells it from others.
    ///   - directory: The state directory, which is made if it is missing.
    ///   - command: What others are told that this process does; without secrets.
    ///   - patience: How long to wait for another process to end.
    /// - Throws: ``HostStateError``; with code `held`, whose message names the holder and counts the refused starts, if
    ///   another process has the script.
    package static func take(
        of script: String, key: String, in directory: String, command: String, waiting patience: Duration = .zero
    ) throws -> ScriptLock {
        try StateDirectory.open(directory)
        try StateDirectory.make("\(directory)/locks")
        let path = "\(directory)/locks/\(LockFileName.of("script", key))"
        let owner = LockOwner(command: command, at: Date.now)
        let end = ContinuousClock.now + patience
        while true {
            if let lock = try FileLock.attempt(path, text: owner.text + "\n") { return ScriptLock(lock) }
            guard ContinuousClock.now < end else { break }
            usleep(100_000)
        }
        let skipped = noteSkipped(path)
        let holder = LockOwner.reading(path)
        let words = holder.map { "\($0.process), since \(LocalTime(ServiceInstant($0.startedAt)).text)" }
        let starts = skipped == 1 ? "1 start was" : "\(skipped) starts were"
        throw HostStateError(
            .held, "\(script) is already running: \(words ?? "another process"); \(starts) skipped since then",
            hint: "Wait until it has ended, stop it, or start with --wait-lock 10m or --no-lock.")
    }

    /// Lets go; a second call does nothing, and the last reference to the lock does the same.
    package func release() { lock.release() }

    /// Notes that a start was refused; how many it were so far.
    private static func noteSkipped(_ path: String) -> Int {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return 1 }
        defer { close(descriptor) }
        // A line each, appended as a whole, so that starts at the same time count one by one.
        _ = write(descriptor, "skipped\n", 8)
        return max(1, skippedStarts(path))
    }

    private static func skippedStarts(_ path: String) -> Int {
        guard let text = try? Data(contentsOf: URL(filePath: path)) else { return 0 }
        return max(0, text.count { $0 == UInt8(ascii: "\n") } - 1)
    }
}

extension ServiceInstant {
    fileprivate init(_ date: Date) { self.init(secondsSince1970: date.timeIntervalSince1970) }
}
