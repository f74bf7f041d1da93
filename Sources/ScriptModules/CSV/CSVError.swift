/// What is wrong with a CSV file, and where: `links.csv:17: 3 fields, but the header has 2`.
package struct CSVError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file's name as it was given.
    package let file: String
    /// Counted from 1; nil where no line of the file is to blame.
    package let line: Int?
    /// Without the place.
    package let message: String

    /// An error in `file`.
    package init(file: String, line: Int? = nil, message: String) {
        self.file = file
        self.line = line
        self.message = message
    }

    /// One line, `file:line: message`.
    package var description: String {
        line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
    }
}
