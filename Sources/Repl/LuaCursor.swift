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
        switch Self.place(in: Array(text.unicodeScalars)) {
        case .code: self = Self.path(in: Array(text.unicodeScalars))
        case .string(let content): self = .string(content)
        case .comment: self = .elsewhere
        }
    }

    private enum Place {
        case code, comment
        case string(String)
    }

    /// Follows strings and comments from the beginning.
    private static func place(in scalars: [Unicode.Scalar]) -> Place {
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            if scalar == "\"" || scalar == "'" {
                var content = String.UnicodeScalarView()
                index += 1
                while index < scalars.count, scalars[index] != scalar, scalars[index] != "\n" {
                    if scalars[index] == "\\" { index += 1 }
                    if index < scalars.count { content.append(scalars[index]) }
                    index += 1
                }
                if index >= scalars.count { return .string(String(content)) }
            } else if scalar == "-", scalars[index...].starts(with: "--".unicodeScalars) {
                if let level = longBracket(scalars, at: index + 2) {
                    guard let end = end(ofLongBracket: level, scalars, from: index + 2) else { return .comment }
                    index = end
                } else {
                    guard let end = scalars[index...].firstIndex(of: "\n") else { return .comment }
                    index = end
                }
            } else if scalar == "[", let level = longBracket(scalars, at: index) {
                guard let end = end(ofLongBracket: level, scalars, from: index) else { return .comment }
                index = end
            }
            index += 1
        }
        return .code
    }

    /// The number of `=` of a long bracket that opens at `index`.
    private static func longBracket(_ scalars: [Unicode.Scalar], at index: Int) -> Int? {
        guard index < scalars.count, scalars[index] == "[" else { return nil }
        let level = scalars[(index + 1)...].prefix { $0 == "=" }.count
        let second = index + 1 + level
        return second < scalars.count && scalars[second] == "[" ? level : nil
    }

    private static func end(ofLongBracket level: Int, _ scalars: [Unicode.Scalar], from index: Int) -> Int? {
        let closing = Array("]".unicodeScalars) + Array(repeating: "=", count: level) + Array("]".unicodeScalars)
        guard scalars.count >= closing.count else { return nil }
        for start in index..<max(index, scalars.count - closing.count + 1)
        where scalars[start...].starts(with: closing) {
            return start + closing.count - 1
        }
        return nil
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
