package import ApiClients
import ClusterState
import Dispatch
import Foundation
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
package final class SharedDatabase: Sendable {
    private let connection: PostgresConnection
    /// Another one for what is waited for on a thread that blocks: a beat that renews slots must not stand behind rows
    /// of a run.
    let ofRuns: PostgresConnection
    /// What gives turns at datasets back.
    let ending = DispatchGroup()
    /// The one look at the tables, which all requests wait for.
    private let check = Mutex<Task<ApiError?, Never>?>(nil)

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
    package func attach(_ state: HostState, to environment: inout ClientEnvironment) {
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
        let pacing = environment.pacing
        environment.pacing = PacingStore { [self] account, limits, decide in
            try await requireTables()
            try await pacing.transact(account, limits, decide)
        }
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
    /// - Parameters:
    ///   - patience: For how long PostgreSQL is waited for.
    ///   - note: Takes words for a person, each one line.
    ///   - isStopping: Whether the process is being stopped and must not wait.
    /// - Throws: ``HostStateError``; ``ApiError`` for tables that are not of this version.
    package func runs(
        of state: HostState, patience: Duration, note: @escaping @Sendable (String) -> Void,
        isStopping: @escaping @Sendable () -> Bool
    ) throws -> any SharedRuns {
        try BlockingWait.perform { [self] in try await requireTables() }
        return ClusterRuns(ofRuns, try owner(state, patience: patience, note: note, isStopping: isStopping))
    }

    /// A process as the owner of turns.
    func owner(
        _ state: HostState, patience: Duration, note: @escaping @Sendable (String) -> Void,
        isStopping: @escaping @Sendable () -> Bool
    ) throws -> TurnOwner {
        let time = TimeSource.system
        var owner = TurnOwner(
            machine: try state.machine, place: state.place, now: { time.now() },
            pause: { Thread.sleep(forTimeInterval: $0 / .seconds(1)) })
        owner.patience = patience
        owner.note = note
        owner.isStopping = isStopping
        return owner
    }

    /// The key of names that all machines have; the given one from now on, if there was none.
    ///
    /// The calling thread waits.
    ///
    /// - Throws: ``ApiError``.
    package func nameKey(_ own: [UInt8]?) throws -> [UInt8]? {
        try BlockingWait.perform { [self] in try await requireTables() }
        do throws(PostgresError) {
            return try ClusterNameKey(ofRuns).agree(on: own)
        } catch {
            throw ApiError(.internal, error.description, hint: error.hint, stopsRun: true)
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
            let task = Task.detached { [connection] in await Self.problem(of: connection) }
            check = task
            return task
        }
        if let problem = await task.value { throw problem }
    }

    private static func problem(of connection: PostgresConnection) async -> ApiError? {
        do throws(PostgresError) {
            try await ClusterSchema(connection).requireCurrent()
            return nil
        } catch {
            var failure = ApiError(.internal, error.description, hint: error.hint, stopsRun: true)
            switch error.code {
            case .address, .library, .version: failure.isConfiguration = true
            case .refused("42501"):
                failure.isConfiguration = true
                failure.hint = "See which right is missing: govscript state doctor"
            // Nothing is sent without a lease, so that it may be waited for.
            case .unreachable, .unknown, .notDurable, .refused: return nil
            }
            return failure
        }
    }
}
