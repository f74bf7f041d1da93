/// A text of the services that is checked as soon as it is made; it is encoded as the plain text.
package protocol CheckedText: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The text as it is sent.
    var text: String { get }

    /// Checks a text.
    ///
    /// - Throws: ``ApiError`` of kind `data` that says what is wrong with it.
    init(_ text: String) throws
}

extension CheckedText {
    /// The text as it is sent.
    package var description: String { text }

    /// Checks the text again.
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the plain text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
