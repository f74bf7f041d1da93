package import ApiClients
package import ClusterState
import Dispatch
import Glibc
package import HostState
import LuaBridge
import Postgres
package import RunJournal
package import Settings
import Synchronization
import Timekeeping

/// The database in which several machines share the slots of their accounts, their durable runs and the turns at
/// datasets.
///
/// It is connected to when it is first needed.
package final class StateDatabase: Sendable {
    private let connection: PostgresConnection
    /// Another one for what is waited for on a thread that blocks: a beat that renews slots must not stand behind rows
    /// of a run.
    let ofRuns: PostgresConnection
    /// What gives turns at datasets back.
    let ending = DispatchGroup()
    /// The look at the tables, which all requests wait for; nil before the first one, and after one that told nothing.
    private let check = Mutex<Task<Look, Never>?>(nil)

    private enum Look: Sendable {
        case good
        case bad(ApiError)
        /// The database cannot be reached. Nothing is sent without a lease, so that it may be waited for.
        case unknown
    }

    /// Loads libpq, and connects to nothing.
    ///
    /// - Throws: ``ConfigurationError``.
    package init(_ setting: StateSetting) throws(ConfigurationError) {
        let address = try setting.address()
        (connection, ofRuns) = (PostgresConnection(address), PostgresConnection(address))
    }

    /// Lets the clients of an environment share slots, turns and changes with every other process of this machine, and
    /// slots with other machines.
    ///
    /// Before the first request the tables are looked at; a database that has none of this version fails the call. One
    /// that cannot be reached does not: there is no lease then, and requests wait for one.
    fileprivate func attach(_ state: HostState, to environment: inout ClientEnvironment) {
        let (connection, title) = (connection, connection.address.title)
        state.lease(
            from: LeaseStore(title: title) { account, sync in
                let name = ClusterSlots.Account(host: account.host, part: account.group, keyHash: account.keyHash)
                do throws(PostgresError) {
                    return try await ClusterSlots(connection, name).sync(sync)
                } catch {
                    throw Failure(error, title)
                }
            })
        state.attach(to: &environment)
        let transact = environment.pacing.transact
        environment.pacing.transact = { [self] account, limits, decide in
            try await requireTables()
            try await transact(account, limits, decide)
        }
    }

    /// Looks at the slots of all accounts, so that the watch of a dead machine's begins before the first request.
    ///
    /// The calling thread waits; without an answer nothing is seen.
    func watchSlots(for state: HostState) {
        guard let overview = try? ClusterOverview(now: ofRuns, within: .seconds(2)) else { return }
        state.sees(
            overview.tables.map { name, table in
                (PacingAccount(host: name.host, group: name.part, keyHash: name.keyHash), table)
            })
    }

    /// A failure in words that follow the database's title.
    private struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ error: PostgresError, _ title: String) {
            var words = error.description[...]
            if words.hasPrefix("\(title): ") {
                words = words.dropFirst(title.count + 2)
            } else if words.hasPrefix("\(title) ") {
                words = "it " + words.dropFirst(title.count + 1)
            }
            description = String(words)
        }
    }

    /// Where the runs of all machines are, for a process.
    ///
    /// - Throws: ``ApiError`` for tables that are not of this version.
    package func runs(_ owner: TurnOwner) throws -> any SharedRuns {
        try BlockingWait.perform { [self] in try await requireTables() }
        return ClusterRuns(ofRuns, owner)
    }

    /// The key of names that all machines have; the given one from now on, if there was none.
    ///
    /// The calling thread waits. Called after ``runs(_:)``, which has looked at the tables.
    ///
    /// - Throws: ``ApiError``, also when PostgreSQL was out of reach for as long as the owner waits.
    package func nameKey(_ own: [UInt8]?, _ owner: TurnOwner) throws -> [UInt8]? {
        do throws(TurnFailure) {
            return try ClusterNameKey(ofRuns).agree(on: own, as: owner)
        } catch .store(let error) {
            throw ApiError(error)
        } catch {
            throw CancellationError()
        }
    }

    /// Ends the connections.
    package func close() {
        connection.close()
        ofRuns.close()
    }

    func requireTables() async throws {
        let task = check.withLock { check in
            if let check { return check }
            let task = Task.detached { [connection] in await Self.look(connection) }
            check = task
            return task
        }
        switch await task.value {
        case .good: return
        case .bad(let problem): throw problem
        case .unknown: check.withLock { if $0 == task { $0 = nil } }
        }
    }

    private static func look(_ connection: PostgresConnection) async -> Look {
        do throws(PostgresError) {
            try await ClusterSchema(connection).requireCurrent()
            return .good
        } catch {
            let failure = ApiError(error)
            return failure.isConfiguration ? .bad(failure) : .unknown
        }
    }
}

extension HostState {
    /// Lets the clients of an environment share slots, turns and changes with every other process of this machine, and
    /// slots with the machines that share a database, if there is one.
    package func attach(to environment: inout ClientEnvironment, sharing database: StateDatabase?) {
        if let database { database.attach(self, to: &environment) } else { attach(to: &environment) }
    }
}

extension ApiError {
    /// A failure of the database that machines share.
    fileprivate init(_ error: PostgresError) {
        self.init(.internal, error.description, hint: error.hint, stopsRun: true)
        switch error.code {
        case .address, .library, .version: isConfiguration = true
        case .refused("42501"):
            isConfiguration = true
            hint = "See which right is missing: govscript state doctor"
        case .unreachable, .unknown, .notDurable, .closed, .refused: triesLater = true
        }
    }
}

extension TurnOwner {
    /// A process of a script as the owner of turns.
    ///
    /// - Parameters:
    ///   - patience: For how long PostgreSQL is waited for.
    ///   - note: Takes words for a person, each one line.
    ///   - isStopping: Whether the process is being stopped and must not wait.
    /// - Throws: ``HostStateError`` if the state directory is gone.
    package init(
        of state: HostState, patience: Duration, note: @escaping @Sendable (String) -> Void,
        isStopping: @escaping @Sendable () -> Bool
    ) throws {
        let time = TimeSource.system
        self.init(
            machine: try state.machine, place: state.place, now: { time.now() },
            pause: { usleep(UInt32(clamping: $0.nanoseconds / 1_000)) })
        self.patience = patience
        self.note = note
        self.isStopping = isStopping
    }
}
