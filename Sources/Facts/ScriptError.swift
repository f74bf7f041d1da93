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
    /// What the service reported of rows of the data.
    package var rows: [RowFault] = []
    /// Whether somebody else holds what is needed, so that it may work later.
    package var triesLater = false
    /// What is wrong with a file of the user's that the call needs; nil if it is nothing of the kind.
    package var unusable: FileFault? { didSet { if unusable == .full { triesLater = true } } }
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
        case rows([RowFault])
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
        case .rows: rows.isEmpty ? nil : .rows(rows)
        case .unusable: unusable.map { .text($0.rawValue) }
        case .triesLater: triesLater ? .flag : nil
        case .stopsRun: stopsRun ? .flag : nil
        case .configuration: isConfiguration ? .flag : nil
        case .location, .rule, .value, .file, .line: nil
        }
    }
}

/// What is wrong with one row of the data, as far as a service tells.
package struct RowFault: Sendable, Hashable, Codable {
    /// The row's number as the service counts.
    package var row: Int?
    /// The column's name.
    package var column: String?
    /// What is wrong.
    package var message: String

    /// A fault of its parts.
    package init(row: Int? = nil, column: String? = nil, message: String) {
        self.row = row
        self.column = column
        self.message = message
    }
}

/// An error of the host's own that scripts can meet: it says what it is to them.
///
/// Error values, records and exit codes are all made from it.
package protocol ScriptErrorConvertible: Error {
    var scriptError: ScriptError { get }
}

extension ScriptErrorConvertible {
    /// The same error as one of the function that the script called, where a part of that has failed.
    package func inCall(_ name: String) -> any Error {
        var error = scriptError
        guard let part = error.call, part != name else { return self }
        if error.message.hasPrefix("\(part): ") { error.message = name + error.message.dropFirst(part.count) }
        error.call = name
        return error
    }
}

extension ScriptError: ScriptErrorConvertible {
    package var scriptError: ScriptError { self }
}

/// An error of a write, which says whether the write may nevertheless have been done.
package protocol WriteError: ScriptErrorConvertible {
    /// Whether it has to be settled before it is sent again.
    var inDoubt: Bool { get }
    /// Whether a request that changes something was handed over; without one, nothing can have been done.
    var hasLeft: Bool { get }
}

/// The kinds of errors that scripts tell apart: the `kind` of an error value.
package enum ErrorKind: String, Sendable, Codable, CaseIterable {
    case usage, data, auth
    case notFound = "not_found"
    case conflict, rejected
    case rateLimited = "rate_limited"
    case unreachable, server, ingestion, timeout, cancelled, permission, uncertain, `internal`
}
