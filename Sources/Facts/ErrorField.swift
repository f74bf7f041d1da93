/// A field of an error value: the one list from which annotations, error tables, records and exit codes are made.
///
/// The raw value is the field's name in Lua and in journals.
package enum ErrorField: String, Sendable, CaseIterable {
    case kind, message
    case location = "where"
    case call, service, status, attempts, hint, details, rows, rule, value, file, line
    case stopsRun = "stops_run"
    case triesLater = "try_later"
    case configuration, unusable

    /// The field's type in Lua's annotation language.
    package var type: String {
        switch self {
        case .kind: ErrorKind.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: "|")
        case .message: "string"
        case .location, .call, .service, .hint, .rule, .file: "string?"
        case .status, .attempts, .line: "integer?"
        case .unusable: FileFault.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: "|") + "|nil"
        case .details: "string[]?"
        case .rows: "table<string, any>[]?"
        case .value: "any"
        case .stopsRun, .triesLater, .configuration: "boolean?"
        }
    }

    /// One sentence for help and annotations.
    package var summary: String {
        switch self {
        case .kind: "What went wrong; see: help errors."
        case .message: "One sentence for a person."
        case .location: "The script's own line, as file:line:."
        case .call: "The function that failed."
        case .service: "The service that was asked."
        case .status: "The HTTP status of the last answer."
        case .attempts: "How many requests were sent."
        case .hint: "What to do."
        case .details: "What the service reported, line by line."
        case .rows: "What the service reported of rows of the data: row, column and message of each."
        case .rule: "The rule that a value breaks."
        case .value: "The value that breaks the rule."
        case .file: "The file with the fault."
        case .line: "Its line."
        case .stopsRun: "Whether every further call would fail too."
        case .triesLater: "Whether something else holds what is needed, so that the same call may work later."
        case .configuration: "Whether a setting is wrong, such as an address."
        case .unusable: "Whether a file cannot be read, or written, the disk is full, or the device failed."
        }
    }
}
