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
