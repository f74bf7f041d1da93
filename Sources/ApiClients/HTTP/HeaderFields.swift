/// HTTP header fields in order; names compare without regard to case, and printing hides keys.
package struct HeaderFields: Sendable, Hashable {
    /// One name with its value.
    package struct Field: Sendable, Hashable {
        /// The name as it is sent.
        package var name: String
        /// The value, keys included.
        package var value: String
    }

    /// The fields as they go over the wire.
    package private(set) var fields: [Field] = []

    /// Makes a list from names and values.
    package init(_ fields: [(String, String)] = []) {
        self.fields = fields.map { Field(name: $0.0, value: $0.1) }
    }

    /// The first value under a name; setting replaces all of that name.
    package subscript(name: String) -> String? {
        get { fields.first { $0.name.isSameWord(as: name) }?.value }
        set {
            fields.removeAll { $0.name.isSameWord(as: name) }
            if let newValue { fields.append(Field(name: name, value: newValue)) }
        }
    }

    /// Adds a field beside those of the same name.
    package mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    private static let secretNames: Set<String> = [
        "authorization", "x-dgs-admin-api-key", "x-api-key", "cookie", "set-cookie", "proxy-authorization",
        "x-amz-security-token", "x-amz-credential", "x-amz-signature", "x-goog-credential", "x-goog-signature",
    ]

    /// The same fields with keys and cookies blanked, and URLs without their queries.
    package var redacted: HeaderFields {
        HeaderFields(
            fields.map { field in
                let isSecret = Self.secretNames.contains(field.name.lowercased())
                return (field.name, isSecret ? "<redacted>" : Redaction.text(field.value))
            })
    }
}

extension HeaderFields: CustomStringConvertible {
    /// One line each, with keys and cookies blanked.
    package var description: String {
        redacted.fields.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
    }
}

extension String {
    /// Whether two texts are the same but for the case of their ASCII letters.
    func isSameWord(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        return zip(utf8, other.utf8).allSatisfy { $0.lowercasedLetter == $1.lowercasedLetter }
    }

    /// Whether an ASCII word in small letters stands in the text, whatever its case there.
    func holdsWord(_ word: String) -> Bool {
        guard let first = word.utf8.first else { return true }
        var rest = utf8[...]
        while let start = rest.firstIndex(where: { $0.lowercasedLetter == first }) {
            rest = rest[start...]
            if rest.starts(with: word.utf8, by: { $0.lowercasedLetter == $1 }) { return true }
            rest.removeFirst()
        }
        return false
    }
}

extension UInt8 {
    fileprivate var lowercasedLetter: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
