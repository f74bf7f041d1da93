/// A key that is never printed: not by string interpolation, not by `dump`, not by encoding.
package struct Secret: Sendable, Hashable {
    /// The text itself; call it only where the key leaves for the service.
    package let revealed: String

    /// Wraps a key.
    package init(_ text: String) {
        revealed = text
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Never the key.
    package var description: String { "<redacted>" }
    /// Never the key.
    package var debugDescription: String { "<redacted>" }
    /// Shows nothing to `dump`.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why there is no key: the places that were looked at, and what to do.
package struct KeyAbsence: Sendable, Hashable {
    /// One line for each place.
    package var places: [String]
    /// One sentence that says what to do.
    package var hint: String

    /// Assembles the words.
    package init(places: [String], hint: String) {
        self.places = places
        self.hint = hint
    }
}
