/// Why PostgreSQL did not do what was asked.
package struct PostgresError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is known of the statement, and so what may be done.
    package enum Code: Sendable, Hashable {
        /// The address cannot be used.
        case address
        /// libpq is missing.
        case library
        /// There is no connection: nothing was carried out.
        case unreachable
        /// This process has ended the connection: nothing was carried out.
        case closed
        /// The server has refused the statement: nothing was carried out. With its SQLSTATE.
        case refused(state: String)
        /// The connection broke, or the time was up, after the statement was sent: it may have been carried out.
        case unknown
        /// The tables or functions are of another version.
        case version
        /// The statement was carried out, but a server that takes over may not have it: nothing may be built upon it.
        case notDurable
    }

    /// What is known of the statement.
    package let code: Code
    /// What happened, without a final full stop and without parameters.
    package let description: String
    /// One sentence that says what to do.
    package var hint: String?

    /// An answer that another version of the program would understand.
    package init(otherVersion words: String) {
        self.init(.version, words, hint: "Use the same version of govscript on all hosts.")
    }

    /// A failure.
    package init(_ code: Code, _ description: String, hint: String? = nil) {
        self.code = code
        self.description = description
        self.hint = hint
    }
}
