import Foundation
import Glibc

/// A program that has a pseudoterminal for its streams and for its controlling terminal.
package final class ProgramOnTerminal {
    package struct Unexpected: Error, CustomStringConvertible {
        package var description: String
    }

    private let master: Int32
    private let terminal: Int32
    private let child: pid_t
    private let modesBefore: termios
    /// What the program wrote and no expectation has used yet.
    private var output: [UInt8] = []
    private var isReaped = false

    /// Starts a program of the folder that the tests were built into.
    package init(
        _ program: String, _ arguments: [String] = [], environment: [String: String] = [:], columns: UInt16 = 80
    ) throws {
        // What posix_openpt, unlockpt and ptsname do, which Swift does not import.
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var isLocked: Int32 = 0, number: UInt32 = 0
        _ = ioctl(master, 0x4004_5431, &isLocked)  // TIOCSPTLCK
        _ = ioctl(master, 0x8004_5430, &number)  // TIOCGPTN
        let name = "/dev/pts/\(number)"
        var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
        // Kept open, so that the modes can be asked for after the program's end.
        terminal = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
        var modes = termios()
        tcgetattr(terminal, &modes)
        modesBefore = modes
        child = try Program.start(
            Program.folder + program, arguments, environment: environment, terminal: name)
    }

    deinit {
        if !isReaped {
            kill(child, SIGKILL)
            _ = Program.wait(for: child)
        }
        close(master)
        close(terminal)
    }

    /// Types text; `\r` is Return.
    package func type(_ text: String) {
        _ = text.withCString { write(master, $0, strlen($0)) }
    }

    package func signal(_ signal: Int32) {
        kill(child, signal)
    }

    /// Waits until the program has written `text` (terminal sequences left out) and returns what came before it.
    @discardableResult
    package func expect(_ text: String, seconds: Int = 30) throws -> String {
        let end = ContinuousClock.now + .seconds(seconds)
        while true {
            let plain = String(decoding: output, as: UTF8.self).withoutSequences
            if let range = plain.range(of: text) {
                output = Array(plain[range.upperBound...].utf8)
                return String(plain[..<range.lowerBound])
            }
            guard ContinuousClock.now < end, read(milliseconds: 1_000) else {
                throw Unexpected(description: "no \(text.debugDescription) in \(plain.debugDescription)")
            }
        }
    }

    /// Reads what comes; false when nothing will any more.
    private func read(milliseconds: Int32) -> Bool {
        var source = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&source, 1, milliseconds) > 0 else { return true }
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(master, &chunk, chunk.count)
        if count > 0 { output += chunk[..<count] }
        return count > 0
    }

    /// Waits for the program's end: its exit code, 128 and the signal's number if one ended it.
    package func status() -> Int32 {
        isReaped = true
        return Program.wait(for: child)
    }

    /// Whether the terminal has the modes that it had before the program was started.
    package var hasItsModesBack: Bool {
        var modes = termios()
        tcgetattr(terminal, &modes)
        return modes.c_lflag == modesBefore.c_lflag && modes.c_iflag == modesBefore.c_iflag
            && modes.c_oflag == modesBefore.c_oflag
    }
}

extension String {
    /// The text without `ESC [ …` sequences and carriage returns.
    var withoutSequences: String {
        var plain = String.UnicodeScalarView()
        var rest = unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar == "\u{1B}", rest.first == "[" {
                rest = rest.dropFirst().drop { !(0x40...0x7E).contains($0.value) }
                // An unfinished sequence stays, so that its rest can complete it.
                if rest.isEmpty { plain.append(contentsOf: "\u{1B}[".unicodeScalars) } else { rest = rest.dropFirst() }
            } else if scalar != "\r" {
                plain.append(scalar)
            }
        }
        return String(plain)
    }
}
