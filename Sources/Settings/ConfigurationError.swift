/// A mistake in the configuration: in the file, in the environment, or in a word on the command line.
package struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where it was said.
    package enum Place: Sendable, Hashable {
        case file(String, line: Int?, column: Int?)
        /// An environment variable.
        case variable(String)
        /// A word on the command line.
        case flag(String)
    }

    package var place: Place
    /// What is wrong; never a key.
    package var message: String
    /// One sentence that says what to do.
    package var hint: String?

    package init(_ place: Place, _ message: String, hint: String? = nil) {
        self.place = place
        self.message = message
        self.hint = hint
    }

    /// One line: the place and the message.
    package var description: String {
        switch place {
        case .file(let path, let line?, let column?): "\(path):\(line):\(column): \(message)"
        case .file(let path, _, _): "\(path): \(message)"
        case .variable(let name), .flag(let name): "\(name): \(message)"
        }
    }
}
