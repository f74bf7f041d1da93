/// Something in a script that is wrong, may be wrong or is worth knowing.
package struct Finding: Sendable, Codable, Hashable {
    package enum Severity: String, Sendable, Codable {
        /// It cannot work.
        case error
        /// It is probably not meant.
        case warning
        /// What one has to know to run the script.
        case note
    }

    package var file: String
    /// Counted from 1.
    package var line: Int
    /// Counted from 1, in characters.
    package var column: Int
    package var severity: Severity
    /// The kind of finding, by which `-- check: ignore CODE` silences it: `unknown-option`.
    package var code: String
    package var message: String
    /// What to write instead, in a sentence.
    package var hint: String?

    package init(file: String, line: Int, column: Int, _ severity: Severity, code: String, _ message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.severity = severity
        self.code = code
        self.message = message
    }
}

extension Finding: CustomStringConvertible {
    /// Its place, severity and message, `file:line:column: warning: message`, and a line for the hint.
    package var description: String {
        "\(file):\(line):\(column): \(severity.rawValue): \(message)" + (hint.map { "\n  hint: \($0)" } ?? "")
    }
}

extension Sequence<Finding> {
    /// How many there are of each severity: `3 files checked, 1 error, 2 warnings`.
    package func summary(files: Int) -> String {
        func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
        let counts = [Finding.Severity.error, .warning, .note].compactMap { severity in
            let count = count { $0.severity == severity }
            return count == 0 ? nil : counted(count, severity.rawValue)
        }
        return "\(counted(files, "file")) checked, \(counts.isEmpty ? "no problems" : counts.joined(separator: ", "))"
    }
}
