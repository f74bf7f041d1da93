import Glibc
import Synchronization
package import SystemFiles
package import Timekeeping

/// A log that is appended to: rotated by itself, and opened again when something else has renamed it.
///
/// Several processes may write to the same one. From any thread; each line is one write.
package final class LogFile: Sendable {
    private struct State {
        var descriptor: Int32
        var size: Int64 = 0
        var identity: (dev_t, ino_t) = (0, 0)
        var beginning: ServiceInstant?
        /// When it was last looked whether the path still leads to the file.
        var checked: ServiceInstant?
        var hasFailed = false
    }

    /// How often it is looked whether the file was renamed.
    private static let checkStep = Duration.seconds(1)

    package let path: String
    private let rotation: LogRotation
    private let now: @Sendable () -> ServiceInstant
    private let state: Mutex<State>

    /// Opens a file, which is made if it is missing.
    ///
    /// - Throws: ``SystemError``
    package init(
        _ path: String, rotation: LogRotation = LogRotation(), now: @escaping @Sendable () -> ServiceInstant
    ) throws(SystemError) {
        self.path = path
        self.rotation = rotation
        self.now = now
        let opened = try Self.open(path, now: now())
        state = Mutex(opened)
    }

    deinit { state.withLock { _ = close($0.descriptor) } }

    /// Adds whole lines.
    ///
    /// - Returns: Why they could not be written, the first time that it happens.
    @discardableResult
    package func write(_ lines: String) -> SystemError? {
        let now = now()
        return state.withLock { state in
            do throws(SystemError) {
                try reopen(&state, now)
                if rotation.isDue(
                    holding: state.size, adding: lines.utf8.count, since: state.beginning, now: now)
                {
                    try rotate(&state, now)
                }
                try FileBytes.write(Array(lines.utf8), to: state.descriptor)
                state.size += Int64(lines.utf8.count)
                state.beginning = state.beginning ?? now
                state.hasFailed = false
                return nil
            } catch {
                defer { state.hasFailed = true }
                return state.hasFailed ? nil : error
            }
        }
    }

    /// Opens the path again if it leads to another file, or to none.
    private func reopen(_ state: inout State, _ now: ServiceInstant) throws(SystemError) {
        if let checked = state.checked, now - checked < Self.checkStep, now >= checked { return }
        state.checked = now
        var status = stat()
        if stat(path, &status) == 0, (status.st_dev, status.st_ino) == state.identity {
            // Other processes write to it too.
            state.size = Int64(status.st_size)
            return
        }
        try replace(&state, now)
    }

    private func replace(_ state: inout State, _ now: ServiceInstant) throws(SystemError) {
        var opened = try Self.open(path, now: now)
        opened.hasFailed = state.hasFailed
        opened.checked = now
        _ = close(state.descriptor)
        state = opened
    }

    /// Puts the file aside, unless another process does it now.
    private func rotate(_ state: inout State, _ now: ServiceInstant) throws(SystemError) {
        guard WholeFileLock.take(of: state.descriptor) else { return }
        defer { WholeFileLock.release(state.descriptor) }
        state.checked = nil
        var status = stat()
        if stat(path, &status) == 0, (status.st_dev, status.st_ino) == state.identity {
            if rotation.kept == 0, ftruncate(state.descriptor, 0) != 0 { throw SystemError() }
            for (from, to) in rotation.renamings(of: path) { _ = rename(from, to) }
        }
        try replace(&state, now)
    }

    private static func open(_ path: String, now: ServiceInstant) throws(SystemError) -> State {
        let descriptor = Glibc.open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw SystemError() }
        var state = State(descriptor: descriptor)
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemError() }
        state.size = Int64(status.st_size)
        state.identity = (status.st_dev, status.st_ino)
        guard state.size > 0 else { return state }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        state.beginning = LogRotation.moment(of: String(decoding: bytes.prefix(max(0, count)), as: UTF8.self))
        return state
    }
}
