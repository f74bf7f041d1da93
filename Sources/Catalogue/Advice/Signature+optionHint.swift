extension Signature {
    /// What to write where an option was given by its place, as in Python: `links.create(url, { shortUrl = "name" })`.
    ///
    /// - Parameters:
    ///   - typeName: The Lua type of what was given after the required arguments.
    ///   - literal: It, as Lua writes it.
    /// - Returns: Nil if no option takes such a value.
    package func hintForOption(given typeName: String, _ literal: String?) -> String? {
        guard let literal, literal.count <= 60 else { return nil }
        let fits: (String) -> Bool
        switch typeName {
        case "string": fits = { $0.hasPrefix("string") || $0.hasPrefix("\"") }
        case "number": fits = { $0.hasPrefix("integer") || $0.hasPrefix("number") }
        case "boolean": fits = { $0.hasPrefix("boolean") }
        default: return nil
        }
        let option = options.first { $0.allowedValues.isEmpty ? fits($0.type) : $0.allowedValues.contains(literal) }
        guard let option else { return nil }
        let arguments = required.map(\.name) + ["{ \(option.name) = \(literal) }"]
        return "Options go in braces: \(name)(\(arguments.joined(separator: ", ")))"
    }
}
