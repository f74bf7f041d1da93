import Glibc

/// A pipe by which other threads, and signal handlers, end the editor's wait for a key.
///
/// Each byte is a signal's number, or zero for "look what there is to do".
final class WakePipe: Sendable {
    let readEnd: Int32
    let writeEnd: Int32

    /// - Throws: ``LineEditorError`` where the process may open no more files.
    init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw LineEditorError("cannot make a pipe") }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    func wake() {
        var byte: UInt8 = 0
        // A full pipe wakes as well.
        _ = write(writeEnd, &byte, 1)
    }

    /// The numbers of the signals that came since the last call.
    func takeSignals() -> [Int32] {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(readEnd, &bytes, bytes.count)
        return count > 0 ? bytes[..<count].filter { $0 != 0 }.map { Int32($0) } : []
    }
}
