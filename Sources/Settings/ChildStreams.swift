import Glibc
import SystemFiles
import Timekeeping

/// The pipes of a program that was started.
///
/// Takes what it prints and what it complains of as they come, and gives it its input as it reads it. A program would
/// hang if one stream was served to its end before the next.
package struct ChildStreams {
    /// What it has printed.
    package private(set) var output: [UInt8] = []
    /// What it has written to standard error.
    package private(set) var errors: [UInt8] = []

    private var input: ArraySlice<UInt8>
    private let limits: (output: Int, errors: Int)
    /// Input, output, errors; a negative descriptor is one that is not looked at any more.
    private var open: [pollfd]

    /// - Parameters:
    ///   - pipes: The ends of this process; nil for an input that is no pipe. They are set not to block, and stay the
    ///     caller's to close, but for that of the input, which is closed when all of it is written.
    ///   - limits: How many bytes are kept of each; the rest is read, so that the program is not held up, and dropped.
    package init(
        _ pipes: (input: Int32?, output: Int32, errors: Int32), input: [UInt8] = [],
        limits: (output: Int, errors: Int)
    ) {
        self.input = input[...]
        self.limits = limits
        open = [(pipes.input ?? -1, POLLOUT), (pipes.output, POLLIN), (pipes.errors, POLLIN)].map {
            pollfd(fd: $0, events: Int16($1), revents: 0)
        }
        for pipe in open where pipe.fd >= 0 { _ = fcntl(pipe.fd, F_SETFL, O_NONBLOCK) }
        if input.isEmpty { closeInput() }
    }

    /// Moves what can be moved now, after waiting for it at most this long.
    package mutating func exchange(waiting limit: Duration) {
        var wait = Int32(clamping: limit.millisecondsRoundedUp)
        // More than a pipe holds, but bounded: a program may print endlessly. With no descriptor left, poll only waits.
        for _ in 0..<128 {
            guard SystemError.uninterrupted({ Int(poll(&open, nfds_t(open.count), wait)) }) > 0 else { return }
            wait = 0
            for index in open.indices where open[index].revents != 0 {
                if index == 0 { writeInput() } else { read(index) }
            }
        }
    }

    private mutating func writeInput() {
        let count = input.withUnsafeBytes { bytes in
            SystemError.uninterrupted { write(open[0].fd, bytes.baseAddress, bytes.count) }
        }
        if count > 0 { input = input.dropFirst(count) }
        // A program that does not read its input is no failure of ours.
        if count < 0 && errno != EAGAIN || input.isEmpty { closeInput() }
    }

    /// Tells the program that there is no more input, for a caller that does not wait until it is written.
    package mutating func closeInput() {
        if open[0].fd >= 0 { close(open[0].fd) }
        open[0].fd = -1
    }

    private mutating func read(_ index: Int) {
        var chunk = [UInt8](repeating: 0, count: 1 << 14)
        let count = SystemError.uninterrupted { Glibc.read(open[index].fd, &chunk, chunk.count) }
        guard count > 0 else {
            if count == 0 || errno != EAGAIN { open[index].fd = -1 }
            return
        }
        if index == 1 {
            output += chunk[..<min(count, limits.output - output.count)]
        } else {
            errors += chunk[..<min(count, limits.errors - errors.count)]
        }
    }
}
