import FoundationEssentials
import SQLite

extension RunJournal {
    /// Keeps a small text beside the items, or removes it; read it with ``JournalReader/metadata(_:)``.
    package func setMetadata(_ key: String, to value: String?) async throws {
        _ = try await writer.make(durable: false, Self.setting(key, value))
    }

    /// Sets it on a thread that may block.
    package func setMetadata(_ key: String, to value: String?) throws {
        _ = try writer.makeNow(durable: false, Self.setting(key, value))
    }

    private static func setting(_ key: String, _ value: String?) -> Change.Body {
        { db, _ in
            if let value {
                try db.run("INSERT OR REPLACE INTO metadata VALUES (?, ?)", key, Data(value.utf8))
            } else {
                try db.run("DELETE FROM metadata WHERE key = ?", key)
            }
            return 0
        }
    }
}
