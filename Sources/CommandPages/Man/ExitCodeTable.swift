/// The table of `govscript help exit-codes`, taken apart: a code, its meaning and the kinds of errors that end with it.
struct ExitCodeTable {
    struct Row: Equatable {
        var code: String
        var meaning: String
        var kinds: String
    }

    private(set) var rows: [Row] = []

    /// Nil for lines that begin with other titles.
    init?(_ lines: [String]) {
        guard let head = lines.first, let meaning = head.firstRange(of: "meaning"),
            let kinds = head.firstRange(of: "kinds of errors"), head.contains("code")
        else { return nil }
        let columns = [meaning, kinds].map { head.distance(from: head.startIndex, to: $0.lowerBound) }
        for line in lines.dropFirst() {
            let characters = Array(line)
            func cell(from start: Int, to end: Int) -> String {
                let text = String(characters.dropFirst(start).prefix(end - start))
                return text.split(separator: " ").joined(separator: " ")
            }
            let row = Row(
                code: cell(from: 0, to: columns[0]), meaning: cell(from: columns[0], to: columns[1]),
                kinds: cell(from: columns[1], to: line.count + columns[1]))
            guard row.code.isEmpty, let last = rows.indices.last else {
                rows.append(row)
                continue
            }
            // The rest of the row above.
            rows[last].meaning = [rows[last].meaning, row.meaning].filter { !$0.isEmpty }.joined(separator: " ")
            rows[last].kinds = [rows[last].kinds, row.kinds].filter { !$0.isEmpty }.joined(separator: " ")
        }
    }
}
