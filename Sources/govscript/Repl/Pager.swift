import CProcess
import Glibc
import SystemFiles

/// A program that shows what is longer than the screen.
struct Pager: Sendable {
    /// A command of the shell that reads the text from its standard input.
    private let command: String

    /// What `PAGER` says, or else `less` or `more`; nil if `PAGER` is empty or there is none.
    init?(environment: [String: String]) {
        if let pager = environment["PAGER"] {
            guard pager.contains(where: { !$0.isWhitespace }) else { return nil }
            command = pager
            return
        }
        let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        func exists(_ name: String) -> Bool { folders.contains { access("\($0)/\(name)", X_OK) == 0 } }
        // Colours as they are, no screen of its own, and back at once where all fits.
        if exists("less") { command = "less -FRX" } else if exists("more") { command = "more" } else { return nil }
    }

    /// Shows a text and waits until the person has seen enough.
    ///
    /// - Returns: Whether that was possible; nothing was shown otherwise.
    func show(_ text: String) -> Bool {
        var child = pid_t()
        let input = cprocess_open_command(&child, command, true)
        guard input >= 0 else { return false }
        // A failure is a person who has seen enough: the pager reads no further.
        try? FileBytes.write(Array(text.utf8), to: input)
        close(input)
        // The shell's word for a command that it does not find.
        return cprocess_wait(child) >> 8 & 0xFF != 127
    }
}
