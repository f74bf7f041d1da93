/// A word of a Lua program.
struct Token {
    enum Kind: Equatable {
        case name(String)
        /// A keyword or a symbol: `while`, `==`.
        case reserved(String)
        case string(String)
        case number(Numeral)
        case end
    }

    var kind: Kind
    /// Where it begins, in bytes.
    var offset: Int

    /// As a message shows it.
    var text: String {
        switch kind {
        case .name(let name), .reserved(let name): "'\(name)'"
        case .string: "a string"
        case .number: "a number"
        case .end: "the end of the file"
        }
    }

    /// Symbols of one, two and three characters.
    static let symbols: [Set<String>] = [
        [
            "+", "-", "*", "/", "%", "^", "#", "&", "~", "|", "<", ">", "=", "(", ")", "{", "}", "[", "]", ";", ":",
            ",", ".",
        ],
        ["..", "==", "~=", "<=", ">=", "//", "::", "<<", ">>"],
        ["..."],
    ]
}

/// A number as a program writes it.
enum Numeral: Hashable {
    case integer(Int64)
    case float(Double)
}

/// What keeps a text from being a Lua program.
struct SyntaxError: Error, Equatable {
    var message: String
    /// Where, in bytes.
    var offset: Int
}
