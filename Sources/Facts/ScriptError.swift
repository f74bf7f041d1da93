/// An error that scripts receive as a table with `kind`, `message` and what else is known.
///
/// It is also what a journal records of an error, and what decides the exit code; see ``ErrorField``.
package struct ScriptError: Error, Sendable, Hashable, CustomStringConvertible {
    package var kind: ErrorKind
    /// One sentence for a person, the function's name first.
    package var message: String
    /// The function that failed, `links.create`.
    package var call: String?
    package var service: String?
    /// The HTTP status of the last answer.
    package var status: Int?
    /// How many requests were sent.
    package var attempts: Int?
    /// One sentence that says what to do.
    package var hint: String?
    /// What the service reported, line by line.
    package var details: [String] = []
    /// Whether somebody else holds what is needed, so that it may work later.
    package var triesLater = false
    /// Whether every further call would fail too.
    package var stopsRun = false
    /// Whether the settings are to blame, such as a service's address.
    package var isConfiguration = false

    /// An error of a kind; what else is known is set afterwards.
    package init(_ kind: ErrorKind, _ message: String, call: String? = nil, hint: String? = nil) {
        self.kind = kind
        self.message = message
        self.call = call
        self.hint = hint
    }

    package var description: String { message }

    /// What a field of an error holds.
    package enum FieldValue: Sendable, Hashable {
        case text(String)
        case number(Int)
        case lines([String])
        case flag
    }

    /// What the error says, field by field; nil where it says nothing, or where the field is not of this type.
    package subscript(field: ErrorField) -> FieldValue? {
        switch field {
        case .kind: .text(kind.rawValue)
        case .message: .text(message)
        case .call: call.map(FieldValue.text)
        case .service: service.map(FieldValue.text)
        case .status: status.map(FieldValue.number)
        case .attempts: attempts.map(FieldValue.number)
        case .hint: hint.map(FieldValue.text)
        case .details: details.isEmpty ? nil : .lines(details)
        case .triesLater: triesLater ? .flag : nil
        case .stopsRun: stopsRun ? .flag : nil
        case .configuration: isConfiguration ? .flag : nil
        case .location, .rule, .value, .file, .line: nil
        }
    }
}

/// An error of the host's own that scripts can meet: it says what it is to them.
///
/// Error values, records and exit codes are all made from it.
package protocol ScriptErrorConvertible: Error {
    var scriptError: ScriptError { get }
}

extension ScriptError: ScriptErrorConvertible {
    package var scriptError: ScriptError { self }
}

/// An error of a write, which says whether the write may nevertheless have been done.
package protocol WriteError: ScriptErrorConvertible {
    /// Whether it has to be settled before it is sent again.
    var inDoubt: Bool { get }
}
