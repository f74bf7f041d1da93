import Glibc
import SQLite
import SystemFiles

extension JournalError {
    /// A system call's failure, `errno` as it was right after it: `cannot open /a/b: permission denied`.
    init(cannot action: String, _ path: String, errno number: Int32) {
        let error = SystemError(number)
        let code: Code =
            switch error.cause {
            case .rights: .notWritable
            case .full: .full
            case .place: .misplaced
            case .other: .unusable
            }
        self.init(
            code, "cannot \(action) \(path): \(error)",
            hint: code == .full ? Self.fullHint : Self.elsewhereHint)
    }

    /// The same of a write: without a journal nothing may be sent.
    init(cannotWrite path: String, errno number: Int32) {
        self.init(cannot: "write", path, errno: number)
        if code == .notWritable { code = .full }
        message += "; nothing more is sent"
        hint = Self.fullHint
    }

    /// What SQLite reported about a journal.
    init(_ error: SQLiteError, _ path: String) {
        switch error.code.primary {
        case .full:
            self.init(.full, "cannot write \(path): \(error.message); nothing more is sent", hint: Self.fullHint)
        case .readOnly:
            self.init(.full, "cannot write \(path): \(error.message); nothing more is sent", hint: Self.fullHint)
        case .cannotOpen, .permission, .authorization:
            self.init(.notWritable, "cannot open \(path): \(error.message)", hint: Self.elsewhereHint)
        case .busy, .locked:
            self.init(
                .held, "another program has held \(path) for 5 s", hint: "Look for a program that has the file open.")
        case .corrupt, .notADatabase, .format, .error, .mismatch:
            // All statements are known and fixed: a plain error means that the tables are not ours.
            self.init(damaged: path, error.message)
        default:
            if error.code == .shortRead {
                self.init(damaged: path, error.message)
            } else {
                self.init(.unusable, "cannot use \(path): \(error.message); nothing more is sent", hint: Self.diskHint)
            }
        }
    }

    /// A journal that must not be resumed.
    init(damaged path: String, _ words: String) {
        self.init(.damaged, "the journal \(path) is damaged: \(words)", hint: Self.damageHint)
    }

    /// Whatever was thrown while a journal was used.
    static func of(_ error: any Error, _ path: String) -> any Error {
        switch error {
        case let error as SQLiteError: JournalError(error, path)
        case is SQLiteColumnError: JournalError(damaged: path, "a row of it cannot be read")
        default: error
        }
    }

    static let elsewhereHint = "Set GOVSCRIPT_STATE_DIR to a folder of yours on a local disk."
    static let fullHint = "Free some disk space, or make the disk writable, and run the same command again to resume."
    static let diskHint = "Check the disk, then run the same command again to resume."
    static let damageHint =
        "Restore it from a copy, or export what can still be read and forget the run to start from scratch."
}
