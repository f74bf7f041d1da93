import CEdit

// Where the edited line is on the screen.
extension LineEditor {
    /// The line before and after the cursor.
    var line: (before: String, after: String) {
        guard let info = cedit_line(editor)?.pointee, let start = info.buffer, let cursor = info.cursor else {
            return ("", "")
        }
        func text(_ from: UnsafePointer<CChar>, _ count: Int) -> String {
            String(decoding: UnsafeRawBufferPointer(start: from, count: max(0, count)), as: UTF8.self)
        }
        return (text(start, cursor - start), text(cursor, info.lastchar - cursor))
    }

    func insert(_ text: String) {
        if !text.isEmpty { cedit_insert(editor, text) }
    }

    private var layout: LineLayout {
        var layout = LineLayout(columns: screen.size.columns, rows: screen.size.rows)
        layout.add(prompt.plain)
        return layout
    }

    /// Goes to the beginning of the prompt and takes prompt and line off the screen.
    var erasure: String {
        var layout = self.layout
        layout.add(line.before)
        return "\r" + (layout.row > 0 ? "\u{1B}[\(layout.row)A" : "") + "\u{1B}[J"
    }

    /// Takes prompt and line off the screen for as long as `body` writes or changes them.
    func redraw(_ body: () -> Void) {
        screen.send(Array(erasure.utf8))
        body()
        cedit_refresh(editor)
    }

    /// Leaves prompt and line on the screen and goes to the row below them, with `words` at their end.
    func goBelowLine(saying words: String) {
        let (before, after) = line
        var layout = self.layout
        layout.add(before)
        let row = layout.row
        layout.add(after)
        let down = layout.row - row, right = layout.column
        let way = "\r" + (down > 0 ? "\u{1B}[\(down)B" : "") + (right > 0 ? "\u{1B}[\(right)C" : "")
        screen.send(Array((way + words + "\r\n").utf8))
    }
}
