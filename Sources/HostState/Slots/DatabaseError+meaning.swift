import GRDB

extension DatabaseError {
    /// Whether the file is not what it should be, rather than out of reach.
    ///
    /// All statements are known and fixed, so that a plain `SQLITE_ERROR` means that the tables are not ours.
    var meansDamage: Bool {
        switch resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR, .SQLITE_FORMAT:
            true
        default:
            extendedResultCode == .SQLITE_IOERR_SHORT_READ || extendedResultCode == .SQLITE_READONLY_DBMOVED
        }
    }

    /// Whether another program is at the file, so that it is worth waiting.
    var meansBusy: Bool { resultCode == .SQLITE_BUSY || resultCode == .SQLITE_LOCKED }

    /// SQLite's own words.
    var words: String { message ?? "\(resultCode)" }
}

extension HostStateError {
    /// What SQLite reported about a file.
    init(_ error: DatabaseError, _ path: String) {
        switch error.resultCode {
        case .SQLITE_FULL:
            self.init(.full, "cannot write \(path): the disk is full", hint: Self.fullHint)
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(.notWritable, "cannot write \(path): \(error.words)", hint: Self.elsewhereHint)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(
                .held, "another program holds \(path)", hint: "Look for a program that has the file open.")
        default:
            self.init(.unusable, "cannot use \(path): \(error.words)", hint: Self.elsewhereHint)
        }
    }
}
