/// How results are written: `.mode`.
enum ResultMode: String, CaseIterable {
    /// Lists of records as tables that fit the screen, other values as Lua.
    case table
    case csv, json
    /// A table in Markdown.
    case md
    case lua

    /// The one that a file's name asks for; nil if it asks for none.
    init?(extensionOf path: String) {
        guard let dot = path.lastIndex(of: "."),
            let mode = Self(rawValue: path[path.index(after: dot)...].lowercased()),
            mode != .table
        else { return nil }
        self = mode
    }

    static let names = allCases.map(\.rawValue).joined(separator: "|")
}
