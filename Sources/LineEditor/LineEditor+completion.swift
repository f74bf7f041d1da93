import CEdit

extension LineEditor {
    /// Answers the completion key: what all candidates have in common is inserted, and several are listed.
    func completeLine() -> UInt8 {
        let before = line.before
        let lastLine = before.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
        if lastLine.allSatisfy(\.isWhitespace), !before.isEmpty || complete == nil { return indent() }
        guard let completion = complete?(before), !completion.candidates.isEmpty || !completion.note.isEmpty else {
            return before.isEmpty ? indent() : UInt8(CC_ERROR)
        }
        let insertion = completion.commonPrefix
        if insertion.count > completion.typed.count || completion.candidates.count == 1 {
            cedit_delete(editor, Int32(completion.typed.unicodeScalars.count))
            insert(insertion)
            hasOpenedCall = insertion.hasSuffix("(")
        }
        guard completion.candidates.count > 1 || !completion.note.isEmpty else { return UInt8(CC_REFRESH) }
        redraw {}
        goBelowLine(saying: "")
        let size = screen.size
        let list = LabelColumns(labels: completion.candidates.map(\.label))
        let lines = completion.note + list.lines(columns: size.columns, rows: max(1, size.rows - 3))
        screen.send(Array(lines.map { $0 + "\r\n" }.joined().utf8))
        cedit_refresh(editor)
        return UInt8(CC_NORM)
    }

    private func indent() -> UInt8 {
        insert("  ")
        return UInt8(CC_REFRESH)
    }
}
