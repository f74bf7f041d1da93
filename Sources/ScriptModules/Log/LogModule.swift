package import Catalogue
package import LuaBridge
import TerminalText
import Timekeeping

/// `log`: lines for the person who runs the script, on standard error.
package struct LogModule: ScriptModule {
    package static let name = "log"
    package static let summary = "Log messages, on standard error."

    let console: Console
    let level: Level

    package enum Level: Int, Sendable {
        case debug, info, warn, error

        fileprivate var ofLog: LogLevel {
            switch self {
            case .debug: .debug
            case .info: .info
            case .warn: .warning
            case .error: .error
            }
        }
    }

    package init(_ host: AllModules) {
        console = host.console
        level = host.logLevel
    }

    package static let bindings: [Binding<LogModule>] = [
        function("debug", .debug, "Logs a detail for debugging; shown with --verbose."),
        function("info", .info, "Logs a message."),
        function("warn", .warn, "Logs a warning."),
        function("error", .error, "Logs an error; the script continues."),
    ]

    private static func function(_ name: String, _ level: Level, _ summary: String) -> Binding<LogModule> {
        Binding<LogModule>(
            "log.\(name)", summary, rest: "...", returns: .nothing(),
            example: "log.\(name)(\"published\", 3, { a = 1 })",
            run: { module, values in
                guard level.rawValue >= module.level.rawValue else { return }
                module.write(level, values.map(\.shown).joined(separator: " "))
            })
    }

    /// Logs a line of the host's own.
    func say(_ level: Level, _ text: String) {
        if level.rawValue >= self.level.rawValue { write(level, text) }
    }

    private func write(_ level: Level, _ text: String) {
        let mark =
            switch level {
            case .debug: "debug "
            case .info: ""
            case .warn: "warning: "
            case .error: "error: "
            }
        console.write(
            LogEntry(level.ofLog, .script, [text]), shown: [TerminalLine("\(LocalTime.now.clock) \(mark)\(text)")])
    }
}

extension LuaValue {
    /// The value as a person wants to see it: strings as they are, tables written out, errors by their message.
    package var shown: String {
        switch self {
        case .string(let text): text
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .table(let table): table.shown(depth: 0)
        default: literal
        }
    }
}

extension LuaTable {
    func shown(depth: Int) -> String {
        if case .string(let message) = self["message"], self["kind"] != .nil { return message }
        guard depth < 3 else { return "{…}" }
        func nested(_ value: LuaValue) -> String {
            if case .table(let table) = value { table.shown(depth: depth + 1) } else { value.literal }
        }
        let named = fields.map { key, value in
            let name = if case .string(let name) = key { name } else { "[\(key.literal)]" }
            return "\(name) = \(nested(value))"
        }
        let parts = array.map(nested) + named.sorted()
        return parts.isEmpty ? "{}" : "{ " + parts.joined(separator: ", ") + " }"
    }
}
