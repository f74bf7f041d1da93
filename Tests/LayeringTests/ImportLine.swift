/// One `import` of a Swift file.
struct ImportLine: Equatable {
    var line: Int
    /// The top module: `Foundation` of `import struct Foundation.Date`.
    var module: String

    private static let modifiers: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
    private static let kinds: Set<Substring> = [
        "typealias", "struct", "class", "enum", "protocol", "let", "var", "func",
    ]

    /// Every import of a source text, also those with attributes, access levels or a trailing comment.
    static func all(in source: String) -> [ImportLine] {
        source.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { offset, line in
            line.split(separator: ";").compactMap { statement in
                module(of: statement).map { ImportLine(line: offset + 1, module: $0) }
            }
        }
    }

    private static func module(of statement: Substring) -> String? {
        var words = statement.split { $0 == " " || $0 == "\t" || $0 == "\r" }[...]
        while let word = words.first, word.hasPrefix("@") || modifiers.contains(word) { words.removeFirst() }
        guard words.popFirst() == "import" else { return nil }
        if let word = words.first, kinds.contains(word) { words.removeFirst() }
        return words.first?.split(separator: ".").first.map(String.init)
    }
}
