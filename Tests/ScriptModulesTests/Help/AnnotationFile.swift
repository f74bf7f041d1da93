/// One file of annotations for lua-language-server, read by its grammar and no more leniently.
struct AnnotationFile {
    struct Mistake: Error, CustomStringConvertible {
        var line: Int
        var text: String

        var description: String { "line \(line): \(text)" }
    }

    struct Member: Hashable {
        var name: String
        var isOptional: Bool
        var type: String
    }

    struct Function {
        var name: String
        /// As the Lua line has them.
        var parameters: [String]
        /// As the comments have them.
        var annotated: [Member]
        var results: Int
    }

    private(set) var classes: [String: [Member]] = [:]
    private(set) var functions: [Function] = []
    private(set) var globals: [String] = []
    /// Every name of a type that is used, with the line.
    private(set) var used: [(name: String, line: Int)] = []

    private var members: [Member] = []
    private var results = 0
    /// The class that the lines before belong to.
    private var current: String?
    /// The classes that local variables stand for.
    private var variables: [String: String] = [:]
    private var isMeta = false

    /// Types that the language has itself.
    static let builtIn: Set<String> = [
        "any", "boolean", "function", "integer", "nil", "number", "string", "table", "thread", "userdata", "true",
        "false",
    ]

    init(_ text: String) throws(Mistake) {
        for (number, line) in zip(1..., text.split(separator: "\n", omittingEmptySubsequences: false)) {
            do throws(TypeParser.Failure) {
                try read(line, at: number)
            } catch {
                throw Mistake(line: number, text: error.text)
            }
        }
        guard isMeta else { throw Mistake(line: 1, text: "no ---@meta") }
    }

    private mutating func read(_ line: Substring, at number: Int) throws(TypeParser.Failure) {
        if line.isEmpty {
            current = nil
        } else if line.hasPrefix("---@") {
            try readTag(line.dropFirst(4), at: number)
        } else if !line.hasPrefix("--") {
            try readCode(line)
            (members, results) = ([], 0)
        }
    }

    private mutating func readTag(_ text: Substring, at number: Int) throws(TypeParser.Failure) {
        var parser = TypeParser(text)
        let tag = parser.word()
        switch tag {
        case "meta": isMeta = true
        case "async": break
        case "class":
            let name = try parser.name(after: tag)
            guard classes.updateValue([], forKey: name) == nil else { throw .init("\(name) is declared twice") }
            guard parser.isAtEnd else { throw .init("unexpected '\(parser.rest)'") }
            current = name
        case "field":
            guard let current else { throw .init("a field of no class") }
            let member = try parser.member(after: tag)
            classes[current]?.append(member)
        case "param": members.append(try parser.member(after: tag))
        case "return", "type":
            _ = try parser.type(after: tag)
            results += 1
        default: throw .init("unknown tag @\(tag)")
        }
        used += parser.names.map { ($0, number) }
    }

    private mutating func readCode(_ line: Substring) throws(TypeParser.Failure) {
        if let match = line.wholeMatch(of: /(local )?([\w.]+) = \{\}/) {
            if match.1 != nil, let current { variables[String(match.2)] = current }
            if match.1 == nil { globals.append(String(match.2)) }
        } else if let match = line.wholeMatch(of: /function ([\w.]+)(:\w+)?\(([\w., ]*)\) end/) {
            let owner = String(match.1)
            let parameters = match.3.split(separator: ", ").map(String.init)
            guard parameters == members.map(\.name) else {
                throw .init("\(owner)(\(match.3)) is annotated with \(members.map(\.name))")
            }
            let name = match.2.map { (variables[owner] ?? owner) + $0 } ?? owner
            functions.append(Function(name: name, parameters: parameters, annotated: members, results: results))
        } else {
            throw .init("no declaration: \(line)")
        }
    }
}

/// Reads names and types from the front of a line.
struct TypeParser {
    struct Failure: Error {
        var text: String
        init(_ text: String) { self.text = text }
    }

    private(set) var rest: Substring
    private(set) var names: [String] = []

    init(_ text: Substring) { rest = text }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func word() -> String {
        let word = rest.prefix { $0.isLetter || $0.isNumber || "_.".contains($0) }
        rest = rest.dropFirst(word.count)
        return String(word)
    }

    mutating func name(after tag: String) throws(Failure) -> String {
        guard take(" ") else { throw Failure("@\(tag) without a name") }
        let name = word()
        guard !name.isEmpty else { throw Failure("@\(tag) without a name") }
        return name
    }

    mutating func member(after tag: String) throws(Failure) -> AnnotationFile.Member {
        let name = try name(after: tag)
        let isOptional = take("?")
        return .init(name: name, isOptional: isOptional, type: try type(after: "\(tag) \(name)"))
    }

    /// A whole type, which a space or the line's end follows.
    mutating func type(after tag: String) throws(Failure) -> String {
        guard take(" ") else { throw Failure("@\(tag) without a type") }
        let start = rest
        try union()
        guard rest.isEmpty || rest.hasPrefix(" ") else { throw Failure("@\(tag): unexpected '\(rest)'") }
        return String(start.dropLast(rest.count))
    }

    private mutating func union() throws(Failure) {
        try single()
        while take("|") { try single() }
    }

    private mutating func single() throws(Failure) {
        if take("\"") {
            guard let end = rest.firstIndex(of: "\"") else { throw Failure("a string without end") }
            rest = rest[rest.index(after: end)...]
        } else if take("fun(") {
            while !take(")") {
                if word().isEmpty { throw Failure("a parameter without a name before '\(rest)'") }
                _ = take("?")
                if take(": ") { try union() }
                _ = take(", ")
                if rest.isEmpty { throw Failure("a list of parameters without end") }
            }
            if take(": ") {
                try union()
                while take(", ") { try union() }
            }
        } else if take("table<") {
            try union()
            guard take(", ") else { throw Failure("table<> of one type before '\(rest)'") }
            try union()
            guard take(">") else { throw Failure("table< without > before '\(rest)'") }
        } else if take("(") {
            try union()
            guard take(")") else { throw Failure("( without ) before '\(rest)'") }
        } else {
            let name = word()
            guard !name.isEmpty, !name.hasSuffix(".") else { throw Failure("no type at '\(rest)'") }
            names.append(name)
        }
        while take("[]") {}
        _ = take("?")
    }

    private mutating func take(_ text: String) -> Bool {
        guard rest.hasPrefix(text) else { return false }
        rest = rest.dropFirst(text.count)
        return true
    }
}
