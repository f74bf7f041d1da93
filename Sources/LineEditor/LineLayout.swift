import CEdit

/// Where libedit puts the characters of a line: its rules for wide, invisible and control characters.
///
/// Needed to find the way back to the beginning of what it has drawn, which it does not tell.
struct LineLayout {
    var columns: Int
    var rows: Int
    private(set) var row = 0
    private(set) var column = 0

    init(columns: Int, rows: Int) {
        self.columns = max(columns, 2)
        self.rows = max(rows, 1)
    }

    mutating func add(_ text: some StringProtocol) {
        for scalar in text.unicodeScalars { add(scalar) }
    }

    private mutating func add(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x09:
            repeat { put(1) } while column & 7 != 0
        case 0x0A:
            nextRow()
        case 0..<0x20, 0x7F:
            for _ in 0..<2 { put(1) }
        default:
            let width = Self.width(of: scalar)
            // libedit writes what cannot be shown as \U+1F4A9.
            if width < 0 { for _ in 0..<(scalar.value > 0xFFFF ? 8 : 7) { put(1) } } else { put(width) }
        }
    }

    private mutating func put(_ width: Int) {
        if column + width > columns { nextRow() }
        column += width
        if column >= columns { nextRow() }
    }

    private mutating func nextRow() {
        column = 0
        // Beyond the terminal's height libedit scrolls.
        row = min(row + 1, rows - 1)
    }

    /// Columns that a character takes; negative if it cannot be shown.
    ///
    /// Asks the thread's locale.
    static func width(of scalar: Unicode.Scalar) -> Int { Int(cedit_width(wchar_t(scalar.value))) }

    /// Columns that a text without control characters takes.
    static func width(of text: some StringProtocol) -> Int {
        text.unicodeScalars.reduce(0) { $0 + max(0, width(of: $1)) }
    }
}
