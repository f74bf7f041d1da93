package import ApiClients
import SQLite
import Timekeeping

extension HostState {
    /// The changes of links that processes are making, or have given up while these may still arrive.
    ///
    /// A change costs two transactions. One that is in progress is asked about every half second; one of a process
    /// that has ended counts for ``LateChangeStore/afterDeath`` from when that is noticed.
    package func lateChangeStore() -> LateChangeStore {
        LateChangeStore(
            enter: { [self] change in
                do {
                    return try await slots.transaction { db in try self.enter(change, db) }
                } catch let error as HostStateError {
                    throw ApiError(error)
                }
            },
            leave: { [self] number, until in
                if (try? await leave(number, until)) == nil { leaveLater(number, until) }
            })
    }

    private func enter(_ change: LateChangeStore.Change, _ db: Database) throws -> LateChangeStore.Entrance {
        let now = time.now()
        // What was sent in another boot is gone with its kernel.
        try db.run("DELETE FROM change WHERE until <= ? OR boot <> ?", now, boot.text)
        let others = try db.all(
            "SELECT number, holder, until FROM change WHERE link = ? AND digest <> ? AND holder <> ?", change.link,
            change.digest, process.name
        ) { row in
            try (
                number: row.get(0, as: Int64.self), holder: row.get(1, as: String.self),
                until: row.find(2, as: BootInstant.self)
            )
        }
        var next: BootInstant?
        for other in others {
            var until = other.until
            if until == nil, process.isDead(other.holder) {
                until = now + LateChangeStore.afterDeath
                try db.run("UPDATE change SET until = ? WHERE number = ?", until, other.number)
            }
            next = .latest(next, until ?? now + Self.nextLook)
        }
        if let next { return .later(at: next) }
        try db.run(
            "INSERT INTO change (link, digest, holder, boot) VALUES (?, ?, ?, ?)", change.link, change.digest,
            process.name, boot.text)
        return .entered(db.lastInsertedRow)
    }

    private static let nextLook = Duration.milliseconds(500)

    private func leave(_ number: Int64, _ until: BootInstant?) async throws {
        try await slots.transaction { [process] db in
            if let until {
                try db.run("UPDATE change SET until = ? WHERE number = ? AND holder = ?", until, number, process.name)
            } else {
                try db.run("DELETE FROM change WHERE number = ? AND holder = ?", number, process.name)
            }
        }
    }

    private func leaveLater(_ number: Int64, _ until: BootInstant?) {
        Task { [weak self, time] in
            var pause = Duration.seconds(1)
            while let self {
                try? await time.sleep(pause)
                pause = min(pause * 2, .seconds(30))
                if (try? await self.leave(number, until)) != nil { return }
            }
        }
    }
}
