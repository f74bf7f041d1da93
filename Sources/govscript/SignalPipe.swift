import Glibc
import LuaBridge
import SystemFiles

// Unsafe: written once, before the first handler is installed, and only read from then on.
nonisolated(unsafe) private var writeEnd: Int32 = -1

/// Signals as bytes of a pipe, read on a thread of their own, where anything may be done about them.
enum SignalPipe {
    /// Calls `handle` for each of `signals` from now on, in place of what the system would do.
    ///
    /// - Throws: ``LuaThreadUnavailable``.
    static func receive(_ signals: [Int32], _ handle: @escaping @Sendable (Int32) -> Void) throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        writeEnd = ends[1]
        let readEnd = ends[0]
        try LuaThread.start {
            var byte: UInt8 = 0
            while true {
                guard SystemError.uninterrupted({ read(readEnd, &byte, 1) }) == 1 else { return }
                handle(Int32(byte))
            }
        }
        for signal in signals {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { signal in
                let saved = errno
                var byte = UInt8(truncatingIfNeeded: signal)
                _ = write(writeEnd, &byte, 1)
                errno = saved
            }
            action.sa_flags = SA_RESTART
            sigaction(signal, &action, nil)
        }
    }
}
