import SQLite
import SystemFiles

/// Why records of starts cannot be written or read.
///
/// A start that cannot be recorded is no failure of the start's own.
package struct RecordError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What happened, with the path, without a final full stop.
    package var message: String
    /// One sentence that says what to do.
    package var hint: String?

    package var description: String { message }

    init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }

    init(cannot action: String, _ path: String, _ error: SystemError = SystemError()) {
        let hint =
            switch error.cause {
            case .full: "Make room on the disk."
            case .rights, .place: "Set GOVSCRIPT_STATE_DIR to a folder that this user can write."
            case .other: nil as String?
            }
        self.init("cannot \(action) \(path): \(error.words)", hint: hint)
    }

    init(_ path: String, _ error: SQLiteError) {
        self.init(
            "cannot use \(path): \(error.message)",
            hint: error.code.primary == .full ? "Make room on the disk." : nil)
    }

    static func newer(_ path: String) -> RecordError {
        RecordError(
            "\(path) was written by a newer govscript",
            hint: "Use that version, or move the file away to begin a new one.")
    }
}
