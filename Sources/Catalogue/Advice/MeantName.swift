import TerminalText

extension Sequence<String> {
    /// The name that was probably meant by a word that is none of them: the nearest in letters, or else in meaning.
    ///
    /// `serach` and `query` both mean `searchText`.
    package func meant(by typed: String) -> String? {
        let names = Array(self)
        let word = typed.plainWord
        // Every single letter is near every other.
        guard word.count > 1 else { return nil }
        if let nearest = names.nearest(to: typed) { return nearest }
        for group in synonyms where group.contains(where: { $0 == word }) {
            if let name = names.first(where: { group.contains($0.plainWord) }) { return name }
        }
        // A part of a name: `search` of `searchText`, `name` of `shortName`.
        guard word.count > 3 else { return nil }
        let parts = names.filter { $0.plainWord.hasPrefix(word) || $0.plainWord.hasSuffix(word) }
        return parts.count == 1 ? parts[0] : nil
    }

    /// What to say of a name that is none of these: the one that was meant, or all of them.
    package func advice(for typed: String) -> String {
        meant(by: typed).map { "did you mean '\($0)'?" } ?? "known: \(sorted().joined(separator: ", "))"
    }
}

/// Words that people use for one thing; each option's own name stands among those that are meant by it.
private let synonyms: [Set<String>] = [
    ["searchtext", "search", "query", "q", "text", "filter", "find", "keyword", "term", "contains", "like"],
    ["shorturl", "slug", "shortname", "name", "alias", "short", "shortlink", "backhalf", "custom", "id"],
    ["longurl", "url", "link", "target", "address", "destination", "href", "to", "long"],
    ["limit", "max", "count", "n", "size", "pagesize", "perpage", "maxresults", "top", "first", "number"],
    ["offset", "skip", "start", "from", "page"],
    ["orderby", "order", "sort", "sortby", "sorted", "by"],
    ["sortdirection", "direction", "desc", "descending", "asc", "ascending", "reverse"],
    ["state", "status", "active", "enabled", "isactive"],
    ["separator", "sep", "delimiter", "delim", "comma"],
    ["workers", "concurrency", "threads", "parallel", "parallelism", "jobs", "maxworkers", "pool"],
    ["save", "output", "out", "file", "saveas", "results", "report"],
    ["timeout", "deadline", "seconds", "wait", "maxtime"],
    ["header", "columns", "fields", "fieldnames", "headers", "cols", "names", "usecols"],
    ["types", "dtype", "dtypes", "converters"],
    ["encoding", "charset", "codec"],
    ["key", "id", "primarykey", "by", "unique"],
    ["check", "validate", "validator", "verify"],
    ["maxfailures", "maxerrors", "failures", "tolerance"],
    ["onchange", "changed", "ifchanged"],
    ["fresh", "restart", "reset", "force", "again"],
    ["pretty", "indent", "prettyprint"],
]

extension String {
    /// The name in lower-case letters alone: `search_text` and `searchText` are one word.
    fileprivate var plainWord: String { lowercased().filter { $0 != "_" && $0 != "-" } }
}
