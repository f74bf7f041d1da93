/// Why a text is not JSON, or a value cannot become JSON.
///
/// ```
/// line 3, column 12: duplicate object key near '"slug"'
/// value.items[3].name: a function cannot become JSON
/// ```
package struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where the fault is.
    package enum Place: Sendable, Hashable {
        /// In a text: where the token at fault ends, both counted from 1; columns are characters.
        case position(line: Int, column: Int)
        /// In a value, as Lua would write it.
        case path(String)
    }

    /// A position in a text, or a path in a value.
    package let place: Place
    /// Without the place.
    package let message: String

    /// One line, `place: message`.
    package var description: String {
        switch place {
        case .position(let line, let column): "line \(line), column \(column): \(message)"
        case .path(let path): "\(path): \(message)"
        }
    }
}
