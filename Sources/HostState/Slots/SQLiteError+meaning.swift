import SQLite

extension SQLiteError {
    /// Whether the file is not what it should be, rather than out of reach.
    ///
    /// All statements are known and fixed, so that a plain `SQLITE_ERROR` means that the tables are not ours.
    var meansDamage: Bool {
        switch code.primary {
        case .corrupt, .notADatabase, .error, .format: true
        default: code == .shortRead || code == .fileMoved
        }
    }

    /// Whether another program is at the file, so that it is worth waiting.
    var meansBusy: Bool { code.primary == .busy || code.primary == .locked }
}

extension HostStateError {
    /// What SQLite reported about a file.
    init(_ error: SQLiteError, _ path: String) {
        switch error.code.primary {
        case .full:
            self.init(.full, "cannot write \(path): \(error.message)", hint: Self.fullHint)
        case .readOnly, .cannotOpen, .permission, .authorization:
            self.init(.notWritable, "cannot write \(path): \(error.message)", hint: Self.elsewhereHint)
        case .busy, .locked:
            self.init(
                .held, "another program holds \(path)", hint: "Look for a program that has the file open.")
        default:
            self.init(.unusable, "cannot use \(path): \(error.message)", hint: Self.elsewhereHint)
        }
    }
}
