/// Why there is no key: the places that were looked at, and what to do.
public struct KeyAbsence: Sendable, Hashable {
    /// One line for each place.
    public var places: [String]
    /// One sentence that says what to do.
    public var hint: String

    /// Assembles the words.
    public init(places: [String], hint: String) {
        self.places = places
        self.hint = hint
    }
}
