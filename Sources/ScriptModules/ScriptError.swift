package import Catalogue
package import LuaBridge

/// An error that scripts receive as a table with `kind`, `message` and what else is known.
package struct ScriptError: LuaRaisable, CustomStringConvertible {
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

    package init(_ kind: ErrorKind, _ message: String, call: String? = nil, hint: String? = nil) {
        self.kind = kind
        self.message = message
        self.call = call
        self.hint = hint
    }

    package var description: String { message }

    /// The fields of an error value, for annotations and help.
    static let fields: [Signature.Field] = [
        .init(
            name: "kind", type: ErrorKind.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: "|"),
            summary: "What went wrong; see: help errors."),
        .init(name: "message", type: "string", summary: "One sentence for a person."),
        .init(name: "where", type: "string?", summary: "The script's own line, as file:line:."),
        .init(name: "call", type: "string?", summary: "The function that failed."),
        .init(name: "service", type: "string?", summary: "The service that was asked."),
        .init(name: "status", type: "integer?", summary: "The HTTP status of the last answer."),
        .init(name: "attempts", type: "integer?", summary: "How many requests were sent."),
        .init(name: "hint", type: "string?", summary: "What to do."),
        .init(name: "details", type: "string[]?", summary: "What the service reported, line by line."),
        .init(name: "rule", type: "string?", summary: "The rule that a value breaks."),
        .init(name: "value", type: "any", summary: "The value that breaks the rule."),
        .init(name: "file", type: "string?", summary: "The file with the fault."),
        .init(name: "line", type: "integer?", summary: "Its line."),
        .init(name: "stops_run", type: "boolean?", summary: "Whether every further call would fail too."),
        .init(
            name: "try_later", type: "boolean?",
            summary: "Whether something else holds what is needed, so that the same call may work later."),
        .init(name: "configuration", type: "boolean?", summary: "Whether a setting is wrong, such as an address."),
    ]

    package var luaErrorValue: LuaValue {
        var table: LuaTable = ["kind": .string(kind.rawValue), "message": .string(message)]
        table["call"] = call.lua
        table["service"] = service.lua
        table["status"] = status.lua
        table["attempts"] = attempts.lua
        table["hint"] = hint.lua
        if !details.isEmpty { table["details"] = details.lua }
        if triesLater { table["try_later"] = true }
        if stopsRun { table["stops_run"] = true }
        if isConfiguration { table["configuration"] = true }
        return .table(table)
    }
}
