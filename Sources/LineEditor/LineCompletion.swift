/// How a line may continue.
package struct LineCompletion: Sendable, Hashable {
    package struct Candidate: Sendable, Hashable, ExpressibleByStringLiteral {
        /// What takes the place of what was typed.
        package var insertion: String
        /// What the list of candidates shows.
        package var label: String

        package init(_ insertion: String, label: String? = nil) {
            self.insertion = insertion
            self.label = label ?? insertion
        }

        package init(stringLiteral value: String) {
            self.init(value)
        }
    }

    /// The last part of the text before the cursor, which a candidate takes the place of.
    package var typed: String
    package var candidates: [Candidate]
    /// Lines to show above the candidates, or in place of them.
    package var note: [String]

    package init(typed: String, candidates: [Candidate], note: [String] = []) {
        self.typed = typed
        self.candidates = candidates
        self.note = note
    }

    /// What all candidates begin with.
    var commonPrefix: String {
        guard var prefix = candidates.first?.insertion[...] else { return "" }
        for candidate in candidates.dropFirst() {
            while !candidate.insertion.hasPrefix(prefix) { prefix = prefix.dropLast() }
        }
        return String(prefix)
    }
}
