import JSONTape
package import TerminalText
package import Timekeeping

/// How records are written.
package enum LogFormat: String, Sendable, CaseIterable {
    /// Lines with the date, the zone and the level.
    case text
    /// An object a line.
    case json
    /// The message alone, for where something else dates lines.
    case plain

    /// The lines of a record, each with its line break.
    package func text(_ entry: LogEntry, at time: LocalTime) -> String {
        switch self {
        case .text:
            // One width for all, so that messages stand below each other.
            let mark = Self.marks[entry.level] ?? ""
            return entry.lines.map { "\(time.stamp) \(mark) \($0)\n" }.joined()
        case .json: return Self.object(entry, at: time) + "\n"
        case .plain:
            let mark = entry.level == .info || entry.level == .debug ? "" : "\(entry.level.rawValue): "
            return entry.lines.enumerated().map { "\($0 == 0 ? mark : "")\($1)\n" }.joined()
        }
    }

    private static let marks: [LogLevel: String] = [
        .debug: "DEBUG", .info: "INFO ", .warning: "WARN ", .error: "ERROR",
    ]

    private static func object(_ entry: LogEntry, at time: LocalTime) -> String {
        var fields: [LogEntry.Field] = [
            .init("time", .text(time.stamp)), .init("level", .text(entry.level.rawValue)),
            .init("category", .text(entry.category.rawValue)), .init("message", .text(entry.lines.first ?? "")),
        ]
        if entry.fields.isEmpty, entry.lines.count > 1 {
            fields.append(.init("details", .list(Array(entry.lines.dropFirst()))))
        }
        return json(.record(fields + entry.fields))
    }

    private static func json(_ value: LogEntry.Value) -> String {
        switch value {
        case .text(let text): JSONText.literal(text)
        case .integer(let number): String(number)
        case .number(let number): number.isFinite ? String(number) : "null"
        case .list(let texts): "[" + texts.map { JSONText.literal($0) }.joined(separator: ",") + "]"
        case .record(let fields):
            "{" + fields.map { "\(JSONText.literal($0.name)):\(json($0.value))" }.joined(separator: ",") + "}"
        }
    }
}
