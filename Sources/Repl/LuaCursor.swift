import Catalogue
import LuaBridge

/// What stands before the cursor, as far as completion needs to know.
enum LuaCursor: Equatable {
    /// A name, or its beginning, after a path: `links.cre`, `list[1]:`.
    case name(typed: String, path: [LuaValue], isMethod: Bool)
    /// Inside a string, with what it holds so far.
    case string(String)
    /// Somewhere that nothing can be said of: a comment, after a call.
    case elsewhere

    init(in text: String) {
        let last = LuaToken.all(in: text).last
        switch last?.kind {
        case .openString("\""), .openString("'"): self = .string(Self.unescaped(last?.text ?? ""))
        case .openString, .openComment: self = .elsewhere
        default: self = Self.path(in: Array(text.unicodeScalars))
        }
    }

    /// What a string holds, near enough to look a name up: each character that a backslash is before stands for itself.
    private static func unescaped(_ text: Substring) -> String {
        var content = "", isEscaped = false
        for character in text {
            isEscaped = character == "\\" && !isEscaped
            if !isEscaped { content.append(character) }
        }
        return content
    }

    /// Reads backwards from the end: `a.b["c"][1].typed`.
    private static func path(in scalars: [Unicode.Scalar]) -> LuaCursor {
        var rest = scalars[...]
        let typed = takeName(&rest)
        guard let sign = rest.last, sign == "." || sign == ":" else {
            return .name(typed: typed, path: [], isMethod: false)
        }
        rest.removeLast()
        // `..` joins strings.
        if sign == ".", rest.last == "." { return .name(typed: typed, path: [], isMethod: false) }
        var path: [LuaValue] = []
        while true {
            if rest.last == "]" {
                guard let key = takeIndex(&rest) else { return .elsewhere }
                path.insert(key, at: 0)
                continue
            }
            let name = takeName(&rest)
            guard LuaText.isIdentifier(name) else { return .elsewhere }
            path.insert(.string(name), at: 0)
            guard rest.last == "." || rest.last == ":" else { break }
            rest.removeLast()
            if rest.last == "." { break }
        }
        return .name(typed: typed, path: path, isMethod: sign == ":")
    }

    private static func takeName(_ rest: inout ArraySlice<Unicode.Scalar>) -> String {
        var name: [Unicode.Scalar] = []
        while let last = rest.last, last == "_" || (last.isASCII && (last.properties.isAlphabetic || last.isDigit)) {
            name.insert(last, at: 0)
            rest.removeLast()
        }
        return string(name)
    }

    /// Takes `[1]` or `["name"]` off the end.
    private static func takeIndex(_ rest: inout ArraySlice<Unicode.Scalar>) -> LuaValue? {
        guard let start = rest.lastIndex(of: "[") else { return nil }
        let inner = Array(rest[rest.index(after: start)...].dropLast())
        rest = rest[..<start]
        if let number = Int64(string(inner)) { return .integer(number) }
        guard inner.count >= 2, let quote = inner.first, quote == "\"" || quote == "'", inner.last == quote else {
            return nil
        }
        let content = inner.dropFirst().dropLast()
        return content.contains(quote) || content.contains("\\") ? nil : .string(string(Array(content)))
    }

    private static func string(_ scalars: [Unicode.Scalar]) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}
