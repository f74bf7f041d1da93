/// What could come next in a line of Lua that is being typed.
package struct Completion: Sendable {
    package enum Kind: String, Sendable {
        case keyword, module, function, method, field, value, local, global, option
    }

    package struct Candidate: Sendable, Hashable {
        /// What takes the place of the range.
        package var text: String
        package var kind: Kind
        /// One line; empty where nothing is known.
        package var summary: String
        /// What is typed next in any case: `(` after a function, ` = ` after an option, a quote after a value.
        package var suffix: String

        init(_ text: String, _ kind: Kind, _ summary: String = "", suffix: String = "") {
            self.text = text
            self.kind = kind
            self.summary = summary
            self.suffix = suffix
        }
    }

    /// A live value, as far as completion needs to know it.
    package struct LiveTable: Sendable {
        package struct Field: Sendable {
            package var name: String
            package var isFunction: Bool

            package init(_ name: String, isFunction: Bool) {
                self.name = name
                self.isFunction = isFunction
            }
        }

        /// The annotation type of an object of the host's, `csv.Writer`.
        package var type: String?
        package var fields: [Field]

        package init(type: String? = nil, fields: [Field] = []) {
            self.type = type
            self.fields = fields
        }
    }

    /// The part of the text that a candidate replaces; it ends where the text ends.
    package var range: Range<String.Index>
    package var candidates: [Candidate]
    /// Whether the range lies inside a string whose values are not known: it may be the name of a file.
    package var mayBeFile = false
    /// The function one of whose arguments is to begin here.
    package var call: Signature?

    /// Finds the candidates for the end of a text.
    ///
    /// - Parameters:
    ///   - typed: All that was typed, several lines perhaps, up to the cursor.
    ///   - manual: What there is besides live values.
    ///   - live: The value under a path of names from the globals, or nil if it is no table or object; the globals
    ///     themselves for the empty path.
    package init(
        of typed: String, in manual: Manual, live: @escaping ([String]) -> LiveTable? = { _ in nil }
    ) {
        let tokens = LuaToken.all(in: typed)
        let types = TypedNames(tokens, manual: manual, live: live)
        let place = TypedPlace(tokens, of: typed, types)
        range = place.range
        let finder = CandidateFinder(types: types, place: place)
        candidates = finder.candidates(for: String(typed[place.range]))
        if case .string(let choices) = place.kind { mayBeFile = choices.isEmpty }
        if case .expression = place.kind, range.isEmpty { call = place.call }
    }
}
