package import Facts
import FoundationEssentials
package import RunJournal

/// An error as a journal keeps it: what scripts catch, as far as JSON can hold it.
package struct RecordedError: Error {
    /// The kind of an error that has none, because a script raised a text.
    package static let scriptKind = "script"

    /// An ``ErrorKind``, or a kind of the script's own.
    package var kind: String
    package var message: String
    /// The whole error as JSON.
    package let text: String
    /// Every reason that was given, one a line; empty if the message says it all.
    package private(set) var details: [String] = []
    /// One sentence that says what to do.
    package private(set) var hint: String?
    /// Whether every further item would fail too.
    package private(set) var stopsRun = false
    /// The program that would only meet it again with the same item; nil if that is not certain of any.
    package private(set) var program: String?

    /// The field beside those of ``ErrorField`` that holds the program.
    package static let programField = "program"

    /// As it was recorded.
    package init(text: String) {
        self.text = text
        kind = Self.scriptKind
        message = ""
        guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(text.utf8)) else { return }
        if let text = stored.text(.message) { message = text }
        if let text = stored.text(.kind) { kind = text }
        hint = stored.text(.hint)
        details = (try? stored.fields.decode([String].self, forKey: AnyKey(ErrorField.details.rawValue))) ?? []
        stopsRun = (try? stored.fields.decode(Bool.self, forKey: AnyKey(ErrorField.stopsRun.rawValue))) ?? false
        program = try? stored.fields.decode(String.self, forKey: AnyKey(Self.programField))
    }

    /// Of an error of the host's own.
    package init(_ error: ScriptError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts, numbers and flags can always be encoded.
        let text = (try? encoder.encode(Fields(error: error))).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        self.init(text: text)
        kind = error.kind.rawValue
        message = error.message
    }

    private struct Stored: Decodable {
        let fields: KeyedDecodingContainer<AnyKey>

        init(from decoder: any Decoder) throws { fields = try decoder.container(keyedBy: AnyKey.self) }

        func text(_ field: ErrorField) -> String? {
            try? fields.decode(String.self, forKey: AnyKey(field.rawValue))
        }
    }

    private struct Fields: Encodable {
        let error: ScriptError

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: AnyKey.self)
            for field in ErrorField.allCases {
                let key = AnyKey(field.rawValue)
                switch error[field] {
                case .text(let text): try container.encode(text, forKey: key)
                case .number(let number): try container.encode(number, forKey: key)
                case .lines(let lines): try container.encode(lines, forKey: key)
                case .rows(let rows): try container.encode(rows, forKey: key)
                case .flag: try container.encode(true, forKey: key)
                case nil: break
                }
            }
        }
    }

    /// The message and every reason on one line, for a cell of a table.
    package var reasons: String {
        details.isEmpty ? message : message + ": " + details.joined(separator: "; ")
    }

    /// The reasons and the hint as lines below the message.
    package var linesBelow: [String] { Self.linesBelow(details, hint) }

    /// Reasons and a hint as lines below a message.
    package static func linesBelow(_ details: [String], _ hint: String?) -> [String] {
        details.map { "  - \($0)" } + (hint.map { ["  hint: \($0)"] } ?? [])
    }
}

/// A key of a JSON object.
struct AnyKey: CodingKey {
    let stringValue: String

    init(_ name: String) { stringValue = name }
    init(stringValue: String) { self.stringValue = stringValue }

    var intValue: Int? { nil }
    init?(intValue: Int) { return nil }
}

extension JournalError: ScriptErrorConvertible {
    package var scriptError: ScriptError {
        let kind: ErrorKind = code.concernsOneItem ? .data : code == .notWritable ? .permission : .internal
        var error = ScriptError(kind, message, hint: hint)
        error.stopsRun = !code.concernsOneItem
        error.triesLater = code.mayWorkLater
        error.isConfiguration = code.isConfiguration
        return error
    }
}
