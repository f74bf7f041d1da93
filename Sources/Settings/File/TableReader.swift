import TerminalText

/// One table of the configuration file, whose fields are taken by name; a field that is not taken is a mistake.
struct TableReader {
    let document: ConfigurationText
    let path: [String]
    private let table: TOMLNode

    /// - Parameter table: a node that is a table.
    init(_ table: TOMLNode, at path: [String], in document: ConfigurationText) {
        self.table = table
        self.path = path
        self.document = document
    }

    var names: [String] { table.fields.map(\.name) }

    /// The error for a field of this table; without a name, for the table itself.
    func mistake(_ name: String?, _ message: String, hint: String? = nil) -> ConfigurationError {
        document.mistake(
            path + (name.map { [$0] } ?? []), at: (name.flatMap { table[$0] } ?? table).place, message, hint: hint)
    }

    /// - Throws: if there is a field that is not among those known.
    func allowOnly(_ known: [String]) throws(ConfigurationError) {
        for name in names where !known.contains(name) {
            let near = known.nearest(to: name)
            throw mistake(
                name, "unknown field" + (near.map { "; did you mean '\($0)'?" } ?? ""),
                hint: near == nil ? "Known here: \(known.joined(separator: ", "))." : nil)
        }
    }

    func string(_ name: String) throws(ConfigurationError) -> String? {
        guard let value = table[name] else { return nil }
        guard let text = value.string else { throw mistake(name, "expected a string, got \(value.words)") }
        guard !text.isEmpty else { throw mistake(name, "is empty") }
        return text
    }

    func choice(_ name: String, _ choices: [String]) throws(ConfigurationError) -> String? {
        guard let text = try string(name) else { return nil }
        guard choices.contains(text) else {
            let near = choices.nearest(to: text)
            throw mistake(
                name,
                "expected \(choices.map { "\"\($0)\"" }.joined(separator: " or ")), got \"\(text)\""
                    + (near.map { "; did you mean \"\($0)\"?" } ?? ""))
        }
        return text
    }

    func bool(_ name: String) throws(ConfigurationError) -> Bool? {
        guard let value = table[name] else { return nil }
        guard let bool = value.boolean else { throw mistake(name, "expected true or false, got \(value.words)") }
        return bool
    }

    func integer(_ name: String, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int? {
        guard let value = table[name] else { return nil }
        guard let number = value.integer else { throw mistake(name, "expected a whole number, got \(value.words)") }
        guard range.contains(number) else {
            throw mistake(name, "expected a number from \(range.lowerBound) to \(range.upperBound), got \(number)")
        }
        return number
    }

    /// An array of strings, or a string that is split into words.
    func words(_ name: String) throws(ConfigurationError) -> [String]? {
        guard let value = table[name] else { return nil }
        var words: [String] = []
        if let text = value.string {
            guard let split = CommandWords.split(text) else { throw mistake(name, "a quotation mark is not closed") }
            words = split
        } else if let array = value.array {
            for item in array {
                guard let word = item.string else {
                    throw mistake(name, "expected an array of strings, but it holds \(item.words)")
                }
                words.append(word)
            }
        } else {
            throw mistake(name, "expected an array of words, got \(value.words)")
        }
        guard let program = words.first, !program.isEmpty else { throw mistake(name, "names no program") }
        return words
    }

    func table(_ name: String) throws(ConfigurationError) -> TableReader? {
        guard let value = table[name] else { return nil }
        guard value.isTable else { throw mistake(name, "expected a table, got \(value.words)") }
        return TableReader(value, at: path + [name], in: document)
    }
}
