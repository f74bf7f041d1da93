import ApiClients
import Glibc
import TerminalText

/// What a command prints on standard output: words for a person, or data for a program.
enum Output {
    /// Prints any text as one line.
    static func line(_ text: String) { print(text.visible) }

    /// Prints lines whose breaks are the command's own.
    static func lines(_ text: String) { print(text.visibleLines.joined(separator: "\n")) }

    /// Prints help, whose text and styles are the program's own.
    static func help(_ text: String, terminator: String = "\n") { print(text, terminator: terminator) }

    /// Prints JSON, with what a terminal would act on as `\u` escapes, which mean the same to programs.
    static func json(_ text: String) { print(JSONStrings.escaping(text) { $0.isInvisible }) }

    /// Prints a row of data as it is, for programs that want every byte.
    static func data(_ row: String) { print(row) }
}

/// The terminal that standard output may be.
enum Terminal {
    /// Columns; what COLUMNS says, or 80, where the output is no terminal.
    static var width: Int {
        var size = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return max(20, Int(size.ws_col)) }
        return Environment.variables["COLUMNS"].flatMap { Int($0) }.map { min(max($0, 20), 1000) } ?? 80
    }

    /// Whether to set text off by ANSI sequences.
    static var hasEmphasis: Bool { isatty(STDOUT_FILENO) == 1 && Environment.variables["NO_COLOR"] == nil }
}
