/// The lines on which findings are not wanted: `-- check: ignore`, or `-- check: ignore unknown-option, write-in-loop`.
struct SilencedLines {
    /// The codes; empty for all.
    private var codes: [Int: Set<Substring>] = [:]

    init(_ comments: [Lexer.Comment], _ lines: LineTable) {
        for comment in comments {
            let words = comment.text.split { $0.isWhitespace || $0 == "," }
            guard words.starts(with: ["check:", "ignore"]) else { continue }
            codes[lines.line(of: comment.offset)] = Set(words.dropFirst(2))
        }
    }

    func silence(_ code: String, line: Int) -> Bool {
        guard let silenced = codes[line] else { return false }
        return silenced.isEmpty || silenced.contains(code[...])
    }
}

/// A finding whose place is still a number of bytes.
struct Remark {
    var offset: Int
    var severity: Finding.Severity
    var code: String
    var message: String
    var hint: String?
}
