import TerminalText

/// A list of short texts in columns, sorted downwards, as `ls` writes them.
struct LabelColumns {
    var labels: [String]

    /// The lines, at most `rows` of them, each narrower than `columns`; what does not fit is counted in the last.
    func lines(columns: Int, rows: Int) -> [String] {
        let widths = labels.map { LineLayout.width(of: $0) }
        let cell = min((widths.max() ?? 0) + 2, columns)
        let across = max(1, (columns + 1) / max(cell, 1))
        var down = (labels.count + across - 1) / across
        var shown = labels.count
        if down > rows {
            down = max(1, rows - 1)
            shown = min(labels.count, down * across)
        }
        var lines = (0..<down).map { row in
            var line = ""
            for column in 0..<across {
                let index = column * down + row
                guard index < shown else { break }
                let isLast = index + down >= shown
                line += isLast ? labels[index].clipped(to: columns - 1) : labels[index].padded(to: cell, widths[index])
            }
            return line
        }
        if shown < labels.count { lines.append("… and \(labels.count - shown) more") }
        return lines
    }
}

extension String {
    fileprivate func padded(to width: Int, _ own: Int) -> String {
        self + String(repeating: " ", count: max(0, width - own))
    }

    /// As much as fits into the columns, as libedit counts them.
    func clipped(to width: Int) -> String {
        TextWidth.clip(self, to: width) { LineLayout.width(of: $0) }
    }
}
