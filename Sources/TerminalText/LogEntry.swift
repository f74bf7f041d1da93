/// How urgent a line of the log is.
package enum LogLevel: String, Sendable, CaseIterable, Comparable {
    case debug, info, warning, error

    /// Whether the first is less urgent.
    package static func < (first: LogLevel, second: LogLevel) -> Bool {
        (allCases.firstIndex(of: first) ?? 0) < (allCases.firstIndex(of: second) ?? 0)
    }
}

/// What a line of the log comes from.
package enum LogCategory: String, Sendable, CaseIterable {
    /// What the script logs.
    case script
    /// What the script prints, where that goes to the log.
    case output
    /// What becomes of the run, of its items and of its services.
    case run
    /// How far it is.
    case progress
    /// Every request.
    case trace
}

/// One record of the log: a message, or several lines that belong together.
package struct LogEntry: Sendable {
    /// A value of a field, as JSON has it.
    package indirect enum Value: Sendable, Hashable {
        case text(String)
        case integer(Int)
        case number(Double)
        case list([String])
        case record([Field])
    }

    /// A named value.
    package struct Field: Sendable, Hashable {
        package var name: String
        package var value: Value

        package init(_ name: String, _ value: Value) { (self.name, self.value) = (name, value) }
    }

    package var level: LogLevel
    package var category: LogCategory
    /// The message, then further lines for people, such as a hint; each is one line.
    package var lines: [String]
    /// What programs are told besides the message.
    package var fields: [Field]

    package init(_ level: LogLevel, _ category: LogCategory, _ lines: [String], fields: [Field] = []) {
        (self.level, self.category, self.lines, self.fields) = (level, category, lines, fields)
    }

    /// A line of the program's own, which begins with its level unless that is information.
    ///
    /// A note is information that stands by itself.
    init(line: String, _ level: LogLevel?, _ category: LogCategory) {
        let marks: [(String, LogLevel)] = [("error: ", .error), ("warning: ", .warning), ("note: ", .info)]
        guard level == nil, let (mark, found) = marks.first(where: { line.hasPrefix($0.0) }) else {
            self.init(level ?? .info, category, [line])
            return
        }
        self.init(found, category, [String(line.dropFirst(mark.count))])
    }
}

/// From which level on lines are shown, for each category.
package struct LogLevels: Sendable, Hashable {
    private var least: [LogCategory: LogLevel?] = [:]
    private var others: LogLevel?

    /// - Parameter level: The least level of all categories.
    package init(_ level: LogLevel = .info) { others = level }

    package subscript(_ category: LogCategory) -> LogLevel? {
        get { least[category] ?? others }
        set { least[category] = .some(newValue) }
    }

    package func shows(_ level: LogLevel, _ category: LogCategory) -> Bool {
        self[category].map { level >= $0 } ?? false
    }

    /// Sets levels as people write them: `warning`, `script=debug,progress=off`.
    ///
    /// - Returns: What is wrong with the text; nil if nothing is.
    package mutating func set(_ text: String) -> String? {
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = sides[sides.count - 1]
            let level = LogLevel(rawValue: name == "warn" ? "warning" : name)
            guard level != nil || name == "off" else {
                let known = LogLevel.allCases.map(\.rawValue).joined(separator: ", ")
                return "there is no level '\(name)'; there are: \(known), off"
            }
            if sides.count == 1 {
                (others, least) = (level, [:])
                continue
            }
            guard let category = LogCategory(rawValue: sides[0]) else {
                let known = LogCategory.allCases.map(\.rawValue).joined(separator: ", ")
                return "there is no category '\(sides[0])'; there are: \(known)"
            }
            self[category] = level
        }
        return nil
    }
}

extension LogEntry.Field {
    /// The field with every text in it changed.
    func mapTexts(_ change: (String) -> String) -> LogEntry.Field {
        let value: LogEntry.Value =
            switch value {
            case .text(let text): .text(change(text))
            case .list(let texts): .list(texts.map(change))
            case .record(let fields): .record(fields.map { $0.mapTexts(change) })
            case .integer, .number: value
            }
        return LogEntry.Field(name, value)
    }
}
