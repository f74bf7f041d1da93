import ApiClients
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
