package import ApiClients
package import LuaBridge
package import TerminalText

/// An error as a person reads it in the terminal: what, where, what to do, and how the script got there.
package struct ErrorReport: Sendable {
    package var message: String
    package var details: [String] = []
    package var hint: String?
    /// The script's own calls, innermost first.
    package var calls: [String] = []

    /// The report of an error that ended a script.
    package init(_ error: LuaError) {
        message = error.message
        if case .table(let table) = error.value {
            if case .string(let text) = table["hint"] { hint = text }
            if let lines = try? [String](lua: table["details"]) { details = lines }
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

    /// The report of an error of the host's own.
    package init(_ error: ApiError) {
        message = error.description
        details = error.details
        hint = error.hint
    }

    package init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }

    /// The lines to print; each stays one line, whatever its text holds.
    package func lines(inColour: Bool) -> [TerminalLine] {
        func part(_ text: String, _ style: TerminalLine.Style) -> TerminalLine {
            TerminalLine(text, inColour ? style : nil)
        }
        var lines = [part("error: ", .alarm) + TerminalLine(message)]
        let shown = details.prefix(20)
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
