import ApiClients
import ClusterState
import DurableRuns
import HostState
import LuaBridge
package import RunJournal
import ScriptModules
import Settings
import Synchronization
import TerminalText

/// What the services and the durable runs of a script share, made when the first of them is used: a script that uses
/// none opens no files.
final class SharedEnvironment: Sendable {
    private struct Made {
        var state: HostState?
        var environment: ClientEnvironment?
    }

    private let options: ScriptSession.Options
    private let transport: Transport
    /// What several machines share; nil if this one is alone.
    private let database: StateDatabase?
    private let made = Mutex(Made())

    private let live: LiveStatus

    /// For how long services and the database are waited for.
    private let patience: Duration

    /// Whether the script is being stopped, and nothing is to be waited for.
    private let isStopping: @Sendable () -> Bool

    init(
        _ options: ScriptSession.Options, transport: Transport, live: LiveStatus, database: StateDatabase?,
        patience: Duration, isStopping: @escaping @Sendable () -> Bool
    ) {
        self.patience = patience
        self.options = options
        self.isStopping = isStopping
        self.database = database
        self.live = live
        self.transport = transport
    }

    /// What clients work with.
    ///
    /// - Throws: ``HostStateError`` for a state directory that cannot be used.
    func clients() throws -> ClientEnvironment {
        try requireThreads()
        return try made.withLock { made in
            if let environment = made.environment { return environment }
            var environment = ClientEnvironment(transport: transport)
            if let world = options.world {
                world.attach(to: &environment)
            } else {
                let state = try state(&made)
                if let database, !options.isDryRun { database.shareTurns(of: state, try owner(of: state)) }
                state.attach(to: &environment, sharing: database)
            }
            environment = environment.reportingStatus(on: live).measured(by: options.meter)
            made.environment = environment
            return environment
        }
    }

    /// Whether the machines' database may have been used, whose leases ``end()`` gives back.
    var hasLeases: Bool { database != nil && made.withLock { $0.state != nil } }

    /// Gives back what is leased; no request may follow.
    func end() async {
        guard let database,
            let (state, hasClients) = made.withLock({ made in
                made.state.map { ($0, made.environment != nil) }
            })
        else { return }
        if hasClients {
            await database.endTurns()
            await state.endLeases()
        }
        database.close()
    }

    /// Where the durable runs of a profile are.
    ///
    /// - Throws: ``HostStateError``.
    func runs(of configuration: RunConfiguration) throws -> RunPlace {
        if let world = options.world {
            return world.runs(of: configuration.profile.name, in: options.stateDirectory + "/runs")
        }
        try requireThreads()
        let state = try made.withLock { made in try self.state(&made) }
        var store = RunStore(state.directory + "/runs", addresses: configuration.runServices)
        var agree: (([UInt8]?) throws -> [UInt8]?)?
        if let database, !options.isDryRun {
            let owner = try owner(of: state)
            store.shared = try database.runs(owner)
            agree = { try database.nameKey($0, owner) }
        }
        let nameKey = try nameKey(of: state, store, agree)
        var place = RunPlace(
            store: store, profile: configuration.profile.name, nameKey: nameKey,
            lock: { identity in
                let lock = try state.lockRun(identity.title, key: identity.lockKey)
                return { lock.release() }
            })
        if let database, store.shared != nil { place.aside = { database.aside($0) } }
        return place
    }

    /// This process as the owner of turns that machines share.
    private func owner(of state: HostState) throws -> TurnOwner {
        let console = options.console
        var owner = try TurnOwner(
            of: state, patience: patience, note: { console.line("note: \($0)") }, isStopping: isStopping)
        owner.look = { [database] in database?.watchSlots(for: state) }
        return owner
    }

    private func nameKey(
        of state: HostState, _ store: RunStore, _ agree: (([UInt8]?) throws -> [UInt8]?)?
    ) throws -> [UInt8] {
        let console = options.console
        return try state.nameKey(
            in: options.userDirectory,
            copy: {
                for run in try store.runs() {
                    guard let key = try? store.reader(run).nameKey() else { continue }
                    console.line(
                        "note: names.key was missing, by which links without a name get theirs; it was restored from "
                            + "the record of the run \(run.identity?.name ?? "")")
                    return key
                }
                return nil
            }, agree: agree)
    }

    /// Operations need the concurrency pool, which waits in silence where it can have no thread.
    private func requireThreads() throws {
        do throws(LuaThreadUnavailable) {
            try LuaThread.requireRoom()
        } catch {
            var failure = ApiError(
                .internal, "\(error)", hint: "Raise the limit of processes (ulimit -u), or end some of your processes.")
            failure.triesLater = true
            throw failure
        }
    }

    private func state(_ made: inout Made) throws -> HostState {
        if let state = made.state { return state }
        let console = options.console
        let state = try HostState(at: options.stateDirectory, command: options.command) { console.line("note: \($0)") }
        made.state = state
        return state
    }
}

extension RunIdentity {
    /// All that tells the run from others, as a lock's name.
    package var lockKey: String { ([profile, name] + (part.map { ["\($0)"] } ?? [])).canonicalText }
}
