/// What one Lua function is, without its code: every message, help text, completion, annotation and reference page
/// is made from this.
package struct Signature: Sendable, Codable, Hashable {
    package struct Parameter: Sendable, Codable, Hashable {
        package var name: String
        /// In the annotation language: `string`, `number`, `links.Link`.
        package var type: String
        package var summary: String
        /// Options live by name in the trailing table; other parameters are positional and required.
        package var isOption: Bool
        /// The default of an option as a Lua literal; nil where leaving it out is itself the meaning.
        package var fallback: String?
        /// The only values there are, as Lua literals, where they are few.
        package var allowedValues: [String]
        /// The fields of the table that it takes, where they are known.
        package var fields: [Field] = []
        /// How the function calls what it is given here; nil where that is no function.
        package var callback: CallbackUse?
        /// What the function does with the file at the path that this is; nil where it is none.
        package var file: FileUse?
        /// What the function that is given here gets beside the item.
        package var passed: [Field] = []
    }

    package struct Field: Sendable, Codable, Hashable {
        package var name: String
        package var type: String
        package var summary: String
        /// The fields of the record that it holds, or holds a list of.
        package var fields: [Field]

        package init(name: String, type: String, summary: String, fields: [Field] = []) {
            self.name = name
            self.type = type
            self.summary = summary
            self.fields = fields
        }
    }

    package struct Result: Sendable, Codable, Hashable {
        /// `links.Link`, `links.Link[]`, `fun(): csv.Row`; empty for no result.
        package var type: String
        package var summary: String
        /// The record's name and fields, where the result is made of records.
        package var record: String?
        package var fields: [Field]
        /// The results that follow the first.
        package var more: [Field] = []

        /// A result that is no record.
        package init(type: String, summary: String, more: [Field] = []) {
            self.init(type: type, summary: summary, record: nil, fields: [])
            self.more = more
        }

        init(type: String, summary: String, record: String?, fields: [Field]) {
            self.type = type
            self.summary = summary
            self.record = record
            self.fields = fields
        }
    }

    /// The name scripts call it by, `links.create`; methods are written `csv.Writer:write`.
    package var name: String
    package var summary: String
    package var parameters: [Parameter]
    /// What further arguments may follow the named ones, in words; nil where none may.
    package var rest: String?
    package var result: Result
    package var effect: Effect
    /// Kinds of errors that it raises for reasons of its own, besides `usage`, `cancelled` and what every request
    /// can meet.
    package var errors: [String]
    /// Lua that runs unchanged in the sandbox.
    package var example: String

    package var required: [Parameter] { parameters.filter { !$0.isOption } }
    package var options: [Parameter] { parameters.filter(\.isOption) }

    /// The form of a call: `links.create(longUrl, { shortUrl = nil, timeout = 120 })`.
    package var callForm: String {
        var arguments = required.map(\.name)
        if let rest { arguments.append(rest.isEmpty ? "..." : rest) }
        if !options.isEmpty {
            let fields = options.map { "\($0.name) = \($0.fallback ?? "nil")" }
            arguments.append("{ \(fields.joined(separator: ", ")) }")
        }
        return "\(name)(\(arguments.joined(separator: ", ")))"
    }
}

/// How a function calls another that it is given.
package enum CallbackUse: String, Sendable, Codable {
    /// Once at most, before it returns or in a task of its own.
    case once
    /// Any number of times.
    case repeatedly
    /// With every write recorded, so that a killed run can be resumed.
    case durably
}

/// What a function does with a file whose path it is given.
package enum FileUse: String, Sendable, Codable {
    case read, write, list
    /// It only asks whether there is something.
    case look
    /// It reads the file if there is one.
    case tryToRead
    case makeFolder, remove
}

/// What calling a function does to the world.
package enum Effect: String, Sendable, Codable {
    /// Nothing beyond the interpreter, or local files.
    case local
    /// Asks a service.
    case read
    /// Changes something at a service; goes through the journal.
    case write
}
