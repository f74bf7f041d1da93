/// The line of a `.luacheckrc` that names the globals which scripts have beyond Lua's own.
///
/// The line follows a comment that says what writes it; the rest of the file is its owner's.
package struct LuacheckGlobals: Sendable {
    /// What became of a file.
    package enum Renewal: Sendable, Hashable {
        case upToDate
        /// The file's new text.
        case changed(String)
        /// No line is to be written: the file lacks the comment, or a table in braces on the line after it.
        case unmarked
    }

    /// The comment before the line.
    package let mark: String
    private let names: [String]

    package init(_ manual: Manual, mark: String) {
        self.mark = mark
        names = (manual.modules.map(\.name) + manual.globals.map(\.name)).sorted()
    }

    /// The names as a table of Lua: `{ "args", "links" }`.
    package var table: String { "{ " + names.map { "\"\($0)\"" }.joined(separator: ", ") + " }" }

    /// Puts the names into a file that has the mark: what stands before the table stays.
    package func renew(_ text: String) -> Renewal {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let index = lines.firstIndex(of: mark).map({ $0 + 1 }), index < lines.count,
            let start = lines[index].firstIndex(of: "{")
        else { return .unmarked }
        let line = lines[index][..<start] + table
        guard lines[index] != line else { return .upToDate }
        lines[index] = String(line)
        return .changed(lines.joined(separator: "\n"))
    }
}
