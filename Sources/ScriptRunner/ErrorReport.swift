package import ApiClients
import Catalogue
package import LuaBridge
package import TerminalText

/// An error as a person reads it in the terminal: what, where, what to do, and how the script got there.
package struct ErrorReport: Sendable {
    package var message: String
    package var details: [String] = []
    private static let interrupted = ": interrupted"
    /// Whether all details are shown, and not only the first: a service's faults of rows have no other place.
    package var showsAll = false
    package var hint: String?
    /// The script's own calls, innermost first.
    package var calls: [String] = []

    /// Whether somebody at the terminal has stopped the script, which is no error.
    private var isInterruption = false

    /// The report of an error that ended a script.
    package init(_ error: LuaError) {
        message = error.message
        isInterruption = error.kind == .stopped && message.hasSuffix(Self.interrupted)
        if case .table(let table) = error.value {
            // `error({ … })` of the script's own: Lua says `table: 0x…`.
            if message.hasPrefix("table: 0x") { message = "the script raised \(Self.words(for: table))" }
            if case .string(let text) = table["hint"] { hint = text }
            if let lines = try? [String](lua: table["details"]) { details = lines }
            if case .string(let fault) = table[ErrorField.unusable] { hint = hint ?? FileFault(rawValue: fault)?.hint }
            showsAll = table["kind"] == .string(ErrorKind.ingestion.rawValue)
        }
        hint = error.hint ?? hint
        if case .syntax = error.kind { hint = hint ?? "The script does not compile, so nothing of it was run." }
        // The first call is the message's own place; a single one would only repeat it.
        let lines = (error.traceback ?? "").split(separator: "\n").dropFirst().map { line in
            line.trimming { $0 == "\t" || $0 == " " }
        }
        let host = "[\(ScriptSession.programName) "
        calls = lines.filter { !$0.hasPrefix("[C]:") && !$0.hasPrefix("(...tail") && !$0.contains(host) }
        if calls.count < 2 { calls = [] }
    }

    /// A table that is no error of the host's, with its first fields.
    private static func words(for table: LuaTable) -> String {
        let fields = table.fields.map { key, value in
            if case .string(let name) = key, LuaText.isIdentifier(name) { return "\(name) = \(value.literal)" }
            return "[\(key.literal)] = \(value.literal)"
        }
        let parts = table.array.map(\.literal) + fields.sorted()
        return "{ " + (parts.prefix(12) + (parts.count > 12 ? ["…"] : [])).joined(separator: ", ") + " }"
    }

    /// The report of an error of the host's own.
    package init(_ error: ApiError) {
        message = error.description
        details = error.details
        showsAll = error.kind == .ingestion
        hint = error.hint ?? error.unusable?.hint
    }

    package init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }

    /// The report as a record of the log.
    package var entry: LogEntry {
        var lines = lines(inColour: false).map(\.text)
        if let first = lines.first, first.hasPrefix("error: ") { lines[0] = String(first.dropFirst("error: ".count)) }
        var fields: [LogEntry.Field] = []
        if let hint { fields.append(.init("hint", .text(hint))) }
        if !details.isEmpty { fields.append(.init("details", .list(details))) }
        if !calls.isEmpty { fields.append(.init("called_from", .list(calls))) }
        return LogEntry(.error, .run, lines, fields: fields)
    }

    /// The lines to print; each stays one line, whatever its text holds.
    package func lines(inColour: Bool) -> [TerminalLine] {
        func part(_ text: String, _ style: TerminalLine.Style) -> TerminalLine {
            TerminalLine(text, inColour ? style : nil)
        }
        if isInterruption { return [TerminalLine("interrupted at \(message.dropLast(Self.interrupted.count))")] }
        var message = message[...]
        // The list below says it.
        if let first = details.first, message.hasSuffix(", the first: \(first)") {
            message = message.dropLast(", the first: \(first)".count)
        }
        var lines = [part("error: ", .alarm) + TerminalLine(message)]
        let shown = details.prefix(showsAll ? .max : 20)
        lines += shown.map { TerminalLine("  - \($0)") }
        if details.count > shown.count { lines.append(TerminalLine("  … and \(details.count - shown.count) more")) }
        if let hint { lines.append(part("  hint: ", .bold) + TerminalLine(hint)) }
        if !calls.isEmpty {
            lines.append(part("  called from:", .faint))
            lines += calls.prefix(12).map { part("    \($0)", .faint) }
        }
        return lines
    }
}

extension StringProtocol {
    func trimming(_ isTrimmed: (Character) -> Bool) -> String {
        var text = self[...]
        while let first = text.first, isTrimmed(first) { text = text.dropFirst() }
        while let last = text.last, isTrimmed(last) { text = text.dropLast() }
        return String(text)
    }
}
