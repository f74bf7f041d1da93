import ApiClients
import GRDB
import Glibc
import Synchronization

/// The SQLite file that holds the ledgers of all accounts, used by all processes of a user at once.
///
/// One transaction costs some 100 µs; between transactions nothing runs and nothing is locked.
final class SlotFile: Sendable {
    struct Connection {
        let queue: DatabaseQueue
        let identity: FileIdentity
    }

    struct State: ~Copyable {
        var door: GuardFile
        var connection: Connection?
        /// When the connection was last used, by the boot clock.
        var lastUse: Int64?
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

    /// Runs `body` in one transaction that no other process can come between.
    ///
    /// It waits its turn for ``patience`` at most, and whether the task is cancelled makes no difference. If the file
    /// turns out to be damaged, `body` runs again on a new one.
    func transaction<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
        var pause = Duration.microseconds(100)
        let start = ContinuousClock.now
        while true {
            if let value = try attempt(body) { return value }
            guard ContinuousClock.now - start < Self.patience else { throw tooLong }
            let next = pause * Double.random(in: 0.5...1)
            // Detached, since a sleep of a cancelled task would end at once.
            await Task.detached { try? await Task.sleep(for: next) }.value
            pause = min(pause * 2, .milliseconds(5))
        }
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

    /// The same without waiting; nil if another process, or another program, is at it.
    func attempt<Value: Sendable>(_ body: (Database) throws -> Value) throws -> Value? {
        try state.withLock { state throws -> Value? in
            guard try state.door.lock() else { return nil }
            defer { state.door.unlock() }
            for _ in 0..<2 {
                do {
                    return try use(&state, body)
                } catch let error as DatabaseError where error.meansBusy {
                    return nil
                } catch let error as DatabaseError where error.meansDamage {
                    try setAside(&state, error)
                }
            }
            do {
                return try use(&state, body)
            } catch let error as DatabaseError where error.meansBusy {
                return nil
            } catch let error as DatabaseError {
                throw HostStateError(error, path)
            }
        }
    }

    private var tooLong: HostStateError {
        HostStateError(
            .held, "another process has held \(path) for \(Int(Self.patience.inSeconds)) s",
            hint: "Look for a govscript that was stopped, or for another program that has the file open.")
    }

    private func use<Value>(_ state: inout State, _ body: (Database) throws -> Value) throws -> Value {
        do {
            let connection = try connect(&state)
            var value: Value?
            try connection.queue.inTransaction(.immediate) { db in
                value = try body(db)
                return .commit
            }
            state.lastUse = time.now()
            guard let value else { throw HostStateError(.unusable, "\(path) ran no transaction") }
            return value
        } catch let error as DatabaseError where !error.meansDamage && !error.meansBusy {
            throw HostStateError(error, path)
        }
    }
}
