package import SystemFiles

/// What is wrong with a CSV file, and where: `links.csv:17: 3 fields, but the header has 2`.
package struct CSVError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file's name as it was given.
    package let file: String
    /// Counted from 1; nil where no line of the file is to blame.
    package let line: Int?
    /// Without the place.
    package let message: String
    /// Why the file could not be read or written; nil where what it holds is to blame.
    package private(set) var failure: SystemError?
    /// Whether it was written.
    package private(set) var isWriting = false

    /// An error in `file`.
    package init(file: String, line: Int? = nil, message: String) {
        self.file = file
        self.line = line
        self.message = message
    }

    /// The error of a file that cannot be read or written for a reason of the system's.
    package init(file: String, line: Int? = nil, _ failure: SystemError, isWriting: Bool) {
        self.init(file: file, line: line, message: "cannot be \(isWriting ? "written" : "read"): \(failure.words)")
        self.failure = failure
        self.isWriting = isWriting
    }

    /// One line, `file:line: message`.
    package var description: String {
        line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
    }
}
