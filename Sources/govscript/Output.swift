import Glibc
import JSONTape
import TerminalText

/// What a command prints on standard output: words for a person, or data for a program.
enum Output {
    /// Prints any text as one line; on a terminal, one that is too long is broken at blanks.
    static func line(_ text: String) {
        let text = text.visible
        print(isatty(STDOUT_FILENO) == 1 ? text.wrappedLines(to: Terminal.width) : text)
    }

    /// Prints lines whose breaks are the command's own; on a terminal, those that are too long are broken at blanks.
    static func lines(_ text: String) {
        for text in text.visibleLines { line(text) }
    }

    /// Prints lines that are copied into a shell, which are broken nowhere.
    static func exact(_ text: String) { print(text.visibleLines.joined(separator: "\n")) }

    /// Prints a table: for a terminal as wide as that is, for a program with one line for each row.
    static func table(_ table: TextTable) {
        lines(table.text(columns: isatty(STDOUT_FILENO) == 1 ? Terminal.width : .max))
    }

    /// Prints help, whose text and styles are the program's own.
    static func help(_ text: String, terminator: String = "\n") { print(text, terminator: terminator) }

    /// Prints JSON, with what a terminal would act on as `\u` escapes, which mean the same to programs.
    static func json(_ text: String) { print(JSONText.escaping(text) { $0.isInvisible }) }

    /// Prints a row of data as it is, for programs that want every byte.
    static func data(_ row: String) { print(row) }
}

/// The terminal that standard output may be.
enum Terminal {
    /// Columns; what COLUMNS says, or 80, where the output is no terminal.
    static var width: Int {
        if let columns = TextWidth.ofTerminal(STDOUT_FILENO) { return max(20, columns) }
        return Environment.variables["COLUMNS"].flatMap { Int($0) }.map { min(max($0, 20), 1000) } ?? 80
    }

    /// Whether to set text off by ANSI sequences.
    static var hasEmphasis: Bool { isatty(STDOUT_FILENO) == 1 && Environment.variables["NO_COLOR"] == nil }
}
