import FoundationEssentials
import SQLite

/// What a journal says, for any thread and without any write; also while another process is running it.
///
/// Its reads block their thread for some microseconds. All throw ``JournalError``.
public final class JournalReader: Sendable {
    let file: JournalFile
    private let database: SharedDatabase

    /// The path of the SQLite file; its log lies beside it, under the same name with `-wal`.
    public var path: String { file.paths.database }

    /// For looking at a run on its own.
    init(_ file: JournalFile, _ check: JournalFile.Check) throws {
        self.file = file
        database = try file.open(check)
        do {
            try database.use { db in try db.execute("PRAGMA query_only = 1") }
        } catch {
            throw JournalError.of(error, file.paths.database)
        }
    }

    /// Beside a connection of the same process that writes.
    init(beside file: JournalFile) throws {
        self.file = file
        do {
            database = try file.reader()
        } catch {
            throw JournalError.of(error, file.paths.database)
        }
    }

    func close() { database.close() }

    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try database.use(body)
        } catch {
            throw JournalError.of(error, path)
        }
    }

    /// Which run it is.
    ///
    /// - Throws: ``JournalError`` with code `damaged` if the file does not say it.
    public func identity() throws -> RunIdentity {
        let text = try read { db in try db.value(String.self, "SELECT identity FROM run") }
        guard let text, let identity = try? JSONDecoder().decode(RunIdentity.self, from: Data(text.utf8)) else {
            throw JournalError(damaged: path, "it does not say which run it is of")
        }
        return identity
    }

    /// A small text that was kept beside the items.
    package func metadata(_ key: String) throws -> String? {
        try read { db in
            try db.value([UInt8].self, "SELECT value FROM metadata WHERE key = ?", key)
                .map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// The copy of the key that names are derived with in the run; nil if it has none.
    package func nameKey() throws -> [UInt8]? {
        guard let text = try metadata(Self.nameKeyEntry), let key = Data(base64Encoded: text), key.count == 32 else {
            return nil
        }
        return Array(key)
    }

    static let nameKeyEntry = "name key"
}
