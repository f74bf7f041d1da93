import ApiClients
import Glibc
import SQLite
import Synchronization
import Timekeeping

/// The SQLite file that holds the ledgers of all accounts, used by all processes of a user at once.
///
/// Between transactions nothing runs and nothing is locked.
final class SlotFile: Sendable {
    struct Connection {
        let database: Database
        let identity: FileIdentity
    }

    // Unchecked: `Database` is not Sendable; it never leaves the lock.
    struct State: ~Copyable, @unchecked Sendable {
        var door: GuardFile
        var connection: Connection?
        /// When the connection was last used; nil if it never was.
        var lastUse: BootInstant?
        /// Whether the file that is missing was there before, as far as this process knows.
        var isLost = false
    }

    let directory: String
    let path: String
    let holders: String
    let boot: BootIdentity
    let time: TimeSource
    let notice: @Sendable (String) -> Void
    private let state: Mutex<State>
    let queue = Mutex(TransactionQueue())

    init(
        in directory: String, holders: String, boot: BootIdentity, time: TimeSource,
        notice: @escaping @Sendable (String) -> Void
    ) {
        self.directory = directory
        path = "\(directory)/slots.sqlite"
        self.holders = holders
        self.boot = boot
        self.time = time
        self.notice = notice
        state = Mutex(State(door: GuardFile(in: directory)))
    }

    /// Makes the file, or finds out why it cannot be used.
    ///
    /// Blocks its thread while another process is at the file.
    func open() throws {
        let start = ContinuousClock.now
        while try attempt({ _ in true }) == nil {
            guard ContinuousClock.now - start < Self.patience else { throw tooLong }
            usleep(5_000)
        }
    }

    /// How long the file is waited for, which a transaction of ours holds for a millisecond.
    static let patience = Duration.seconds(30)

    /// Runs `body` in one transaction, without waiting; nil if another process, or another program, is at the file.
    ///
    /// If the file turns out to be damaged, `body` runs again on a new one.
    func attempt<Value: Sendable>(_ body: (Database) throws -> Value) throws -> Value? {
        try state.withLock { state throws -> Value? in
            guard try state.door.lock() else { return nil }
            defer { state.door.unlock() }
            for _ in 0..<2 {
                do {
                    return try use(&state, body)
                } catch let error as SQLiteError where error.meansBusy {
                    return nil
                } catch let error as SQLiteError where error.meansDamage {
                    try setAside(&state, error)
                }
            }
            do {
                return try use(&state, body)
            } catch let error as SQLiteError where error.meansBusy {
                return nil
            } catch let error as SQLiteError {
                throw HostStateError(error, path)
            }
        }
    }

    var tooLong: HostStateError {
        HostStateError(
            .held, "another process has held \(path) for \(Self.patience.inWords)",
            hint: "Look for a govscript that was stopped, or for another program that has the file open.")
    }

    private func use<Value>(_ state: inout State, _ body: (Database) throws -> Value) throws -> Value {
        do {
            let database = try connect(&state).database
            let value = try database.inTransaction { try body(database) }
            state.lastUse = time.now()
            return value
        } catch let error as SQLiteError where !error.meansDamage && !error.meansBusy {
            throw HostStateError(error, path)
        }
    }
}
