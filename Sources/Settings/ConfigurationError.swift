/// A mistake in the configuration: in the file, in the environment, or in a word on the command line.
public struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where it was said.
    public enum Place: Sendable, Hashable {
        case file(String, line: Int?, column: Int?)
        /// An environment variable.
        case variable(String)
        /// A word on the command line.
        case flag(String)
    }

    public var place: Place
    /// What is wrong; never a key.
    public var message: String
    /// One sentence that says what to do.
    public var hint: String?

    public init(_ place: Place, _ message: String, hint: String? = nil) {
        self.place = place
        self.message = message
        self.hint = hint
    }

    /// One line: the place and the message.
    public var description: String {
        switch place {
        case .file(let path, let line?, let column?): "\(path):\(line):\(column): \(message)"
        case .file(let path, _, _): "\(path): \(message)"
        case .variable(let name), .flag(let name): "\(name): \(message)"
        }
    }
}
