/// One line for a terminal: text that cannot drive it, with styles that are the program's own.
///
/// Whatever reaches a line is made visible on the way in, so a cell, a message or a file name can neither begin a
/// second line nor move the cursor. Only ``Style`` adds escape sequences.
package struct TerminalLine: Sendable, Hashable {
    /// How a part is set off, where the terminal has colours.
    package enum Style: String, Sendable {
        case bold = "1"
        case faint = "2"
        case alarm = "1;31"
    }

    /// What is written, without a line break.
    package private(set) var text: String

    /// Makes a line, or a part of one, from any text.
    ///
    /// - Parameter style: nil for none, also where there are no colours.
    package init(_ text: some StringProtocol, _ style: Style? = nil) {
        let visible = text.visible
        self.text = style.map { "\u{1B}[\($0.rawValue)m\(visible)\u{1B}[0m" } ?? visible
    }

    /// The lines of a text whose line breaks are the program's own, such as a traceback's.
    package static func lines(_ text: some StringProtocol) -> [TerminalLine] {
        text.visibleLines.map { line in
            var whole = TerminalLine("")
            whole.text = line
            return whole
        }
    }

    /// Two parts as one line.
    package static func + (left: TerminalLine, right: TerminalLine) -> TerminalLine {
        var whole = left
        whole.text += right.text
        return whole
    }
}

extension TerminalLine: ExpressibleByStringInterpolation {
    /// A line of a literal, whose interpolated values are made visible like the rest.
    package init(stringLiteral text: String) {
        self.init(text)
    }
}
