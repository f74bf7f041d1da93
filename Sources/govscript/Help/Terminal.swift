import Glibc

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
