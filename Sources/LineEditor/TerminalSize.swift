import Glibc
import SystemFiles

/// The size of a terminal in characters.
package struct TerminalSize: Sendable, Hashable {
    package var columns: Int
    package var rows: Int

    package init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }

    /// The size of the terminal behind a descriptor; 80 by 24 where it does not say.
    package init(of descriptor: Int32) {
        var size = winsize()
        let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
        columns = isKnown && size.ws_col > 0 ? Int(size.ws_col) : 80
        rows = isKnown && size.ws_row > 0 ? Int(size.ws_row) : 24
    }
}

/// Why a terminal cannot be read from.
package struct LineEditorError: Error, CustomStringConvertible {
    package let description: String

    /// - Parameter what: What was tried; the system's reason is added.
    init(_ what: String) {
        description = "\(what): \(SystemError())"
    }

    init(plain description: String) {
        self.description = description
    }
}
