import ApiClients
import FoundationEssentials
import HostLeases
@testable import HostState
import LeaseSupport
import Synchronization
import TestSupport
import Timekeeping

/// Hosts that share an account through a store in memory, their processes and a service that counts, on virtual time.
///
/// Each host has a state directory of its own; each process has a lane, which it leaves when it is killed.
final class LeaseWorld: Sendable {
    let time = VirtualTime()
    let store: SharedSlots
    let limits: PacingLimits
    /// When requests arrived at the service.
    let arrivals = Shared<[BootInstant]>([])
    /// Of a hundred requests, how many are long on their way.
    let late = Shared(0)
    /// What was told to the users of all processes.
    let notices = Shared<[String]>([])

    init(_ limits: PacingLimits, _ timing: LeaseTiming = .short) {
        self.limits = limits
        store = SharedSlots(timing)
    }

    /// Runs a test's body, with time passing whenever all lanes wait.
    func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
        let result = Shared<Result<Value, any Error>?>(nil)
        let lane = VirtualLane(time)
        let task = Task(executorPreference: lane) { try await body() }
        Task(executorPreference: lane) {
            let outcome = await task.result
            result.change { $0 = outcome }
        }
        while result.value == nil {
            if case .stuck = time.step(until: nil) { throw Stuck() }
        }
        return try result.value?.get() ?? { throw Stuck() }()
    }

    struct Stuck: Error {}

    func host(boot: String = "one") throws -> Host { try Host(self, boot: boot) }

    func sleep(_ duration: Duration) async throws { try await Task.sleep(for: duration, clock: VirtualLane(time)) }

    var now: BootInstant { BootInstant(nanoseconds: time.now.count) }

    /// Whether some window holds more arrivals than the limit.
    var isOver: Bool {
        let arrivals = arrivals.value.sorted()
        return zip(arrivals, arrivals.dropFirst(limits.slots)).contains { $1 - $0 < limits.window }
    }

    /// A machine with its state directory and its clocks.
    final class Host: Sendable {
        let directory: TemporaryDirectory
        let boot = Mutex("")
        /// How far its wall clock is ahead of the boot clock.
        let wallAhead = Shared(Duration.zero)
        /// Whether nothing of it reaches the store.
        let isCut = Shared(false)
        private let world: LeaseWorld

        init(_ world: LeaseWorld, boot: String) throws {
            self.world = world
            self.boot.withLock { $0 = boot }
            directory = try TemporaryDirectory()
        }

        /// Starts a process, which leases its slots unless it is told not to.
        func process(leases: Bool = true) throws -> Process {
            let lane = VirtualLane(world.time)
            var time = TimeSource(lane, date: Date(timeIntervalSince1970: 1_700_000_000))
            let (date, ahead) = (time.date, wallAhead)
            time.date = { date().addingTimeInterval(ahead.value.inSeconds) }
            let state = try HostState(
                at: directory.path, time: time, boot: BootIdentity(boot.withLock { $0 }),
                notice: { [notices = world.notices] words in notices.change { $0.append(words) } })
            if leases { state.lease(from: world.store.leaseStore(time, isCut: isCut)) }
            return try Process(world, self, state, lane, time)
        }

        /// What the host knows of its leases.
        func record() throws -> LeaseRecord? {
            let state = try HostState(at: directory.path, time: .system, boot: BootIdentity(boot.withLock { $0 }))
            return try state.slots.attempt { db in
                try LeaseRecord.load(db, Self.account, BootIdentity(self.boot.withLock { $0 }))
            } ?? nil
        }

        static var account: PacingAccount {
            get throws {
                PacingAccount(
                    try ServiceEndpoint("https://links.example/api", key: Secret("live_v1_key")), group: "links")
            }
        }
    }

    /// One process of a host.
    final class Process: Sendable {
        let state: HostState
        let lane: VirtualLane
        let client: LinksClient
        let host: Host
        private let world: LeaseWorld
        private let answer = Shared(200)

        init(_ world: LeaseWorld, _ host: Host, _ state: HostState, _ lane: VirtualLane, _ time: TimeSource) throws {
            (self.world, self.host, self.state, self.lane) = (world, host, state, lane)
            let answer = answer
            var environment = ClientEnvironment(
                transport: Transport { request in
                    try await time.sleep(.milliseconds(world.store.random(0...20)))
                    guard request.mayLeave?() ?? true else {
                        throw TransportFailure(.notSent, "too late to leave", requestHandedOver: false)
                    }
                    // What is on its way arrives even if its process is killed meanwhile.
                    let isLate = world.store.random(1...100) <= world.late.value
                    let way = Duration.milliseconds(isLate ? world.store.random(300...900) : world.store.random(0...10))
                    world.arrivals.change { $0.append(time.now() + way) }
                    try await time.sleep(way + .milliseconds(world.store.random(10...60)))
                    return HTTPResponse(status: answer.value, body: Data(#"{"urls":[],"count":0}"#.utf8))
                })
            environment.time = time
            environment.policy.patience = .seconds(100_000)
            environment.policy.call = .seconds(100_000)
            state.attach(to: &environment)
            client = environment.links(
                .go, try ServiceEndpoint("https://links.example/api", key: Secret("live_v1_key")),
                limits: world.limits)
        }

        /// Makes calls, some at a time, on its own lane.
        func calls(_ count: Int, tasks: Int = 4) -> Task<Void, any Error> {
            Task(executorPreference: lane) { [client] in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for task in 0..<tasks {
                        group.addTask {
                            for _ in stride(from: task, to: count, by: tasks) { _ = try await client.list() }
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }

        /// Looks at what hosts share, as while it waits for a turn.
        func look() throws { state.sees([(try Host.account, world.store.table)]) }

        /// What the service answers from now on.
        func answers(_ status: Int) { answer.change { $0 = status } }

        /// Ends it as `kill -9` does.
        func kill() throws {
            lane.abandon()
            // What is left is an unlocked file.
            try host.directory.remove("processes/\(state.holderName)")
            try host.directory.write("", to: "processes/\(state.holderName)")
        }
    }
}

extension LeaseTiming {
    /// Leases of two seconds.
    static var short: LeaseTiming {
        var timing = LeaseTiming()
        timing.lease = .seconds(2)
        timing.delivery = .seconds(1)
        timing.pause = .milliseconds(500)
        timing.overlap = .seconds(1)
        return timing
    }
}

/// The store in memory, as the hosts reach it.
final class SharedSlots: Sendable {
    private struct State: Sendable {
        var slots: InMemorySlots
        var syncs: [(at: BootInstant, sync: SlotSync)] = []
        var isDown = false
        /// How long an answer takes, and the rest of a random number's seed.
        var delay = 0...20
        var random = SeededGenerator(seed: 1)
    }

    private let state: Mutex<State>

    init(_ timing: LeaseTiming) { state = Mutex(State(slots: InMemorySlots(timing: timing))) }

    struct Unreachable: Error, CustomStringConvertible { let description = "connection refused" }

    func leaseStore(_ time: TimeSource, isCut: Shared<Bool>) -> LeaseStore {
        LeaseStore(title: "db1") { [self] _, sync in
            try await time.sleep(.milliseconds(random(delay)))
            if isDown || isCut.value { throw Unreachable() }
            let table = state.withLock { state in
                state.syncs.append((time.now(), sync))
                return state.slots.sync(sync)
            }
            try await time.sleep(.milliseconds(random(delay)))
            if isDown || isCut.value { throw Unreachable() }
            return table
        }
    }

    func seed(_ seed: UInt64) { state.withLock { $0.random = SeededGenerator(seed: seed) } }

    func random(_ range: ClosedRange<Int>) -> Int { state.withLock { Int.random(in: range, using: &$0.random) } }

    var isDown: Bool {
        get { state.withLock { $0.isDown } }
        set { state.withLock { $0.isDown = newValue } }
    }

    /// How many milliseconds each way takes.
    var delay: ClosedRange<Int> {
        get { state.withLock { $0.delay } }
        set { state.withLock { $0.delay = newValue } }
    }

    /// Lets another server answer, or another start of the same one.
    func restart(_ name: String) { state.withLock { $0.slots.incarnation = name } }

    /// Carries out a sync that no process of the test has sent.
    func sync(_ sync: SlotSync) -> SlotTable? { state.withLock { $0.slots.sync(sync) } }

    /// What a look shows.
    var table: SlotTable { state.withLock { $0.slots.table } }

    var rows: [SlotTable.Row] { state.withLock { $0.slots.rows } }
    var syncs: [(at: BootInstant, sync: SlotSync)] { state.withLock { $0.syncs } }
}
