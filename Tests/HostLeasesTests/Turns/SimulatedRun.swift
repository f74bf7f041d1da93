import HostLeases
import TestSupport
import Timekeeping

/// Hosts that work on one run in turn, servers and a service, with everything that may happen to them in an order that
/// a seed chooses.
///
/// The service is the oracle: it counts how often each item arrives. Times are milliseconds of the simulation.
struct SimulatedRun {
    /// What is decided otherwise in tests that show what a rule is for.
    enum Fault: Sendable {
        case none
        /// Statements of an owner whose turn was taken over are carried out.
        case noFence
        /// A turn is taken over at once.
        case noWatch
        /// An owner does not look at its lease before it sends.
        case noLook
        /// An owner sends before its intent is in the store.
        case unconfirmed
    }

    enum Event {
        case beat(host: Int, life: Int)
        case claim(TurnClaim, host: Int, life: Int, server: Int, sentAt: BootInstant)
        case store(TurnChange, host: Int, life: Int, server: Int, sentAt: BootInstant)
        case standing(TurnStanding, [TurnRecord], TurnChange?, host: Int, life: Int, sentAt: BootInstant)
        case work(host: Int, life: Int)
        case write(item: Int, host: Int, life: Int)
        case arrival(item: Int)
        case answer(item: Int, host: Int, life: Int)
        case lookup(item: Int, host: Int, life: Int)
        case found(Bool, item: Int, host: Int, life: Int)
        case misfortune
    }

    static let subject = "run"
    static let items = 40
    /// For how long at most an old server takes writes beside a new one.
    static let overlap: Int64 = 1_500
    static let timing = {
        var timing = LeaseTiming()
        timing.lease = .milliseconds(1_000)
        timing.delivery = .milliseconds(600)
        timing.pause = .milliseconds(150)
        timing.overlap = .milliseconds(overlap)
        return timing
    }()

    let fault: Fault
    /// Whether a server that takes over has everything that was answered.
    let isSynchronous: Bool
    let kills: Int
    let pauses: Int
    let cuts: Int
    let failovers: Int
    let calm: Int64
    var random: SeededGenerator
    var now: Int64 = 0
    var events = EventQueue<Event>()
    var hosts: [SimulatedRunner] = []
    var servers: SimulatedServers<InMemoryTurns>
    var names = 0
    /// Until when things go wrong.
    var troubleEnds: Int64 = .max
    /// An item that arrived twice, and one that was recorded as done although it never arrived.
    var (twice, invented): (Int?, Int?)
    /// How often each item has arrived.
    var arrivals = [Int](repeating: 0, count: items)
    /// Items that some host has recorded as done.
    var done: Set<Int> = []
    var endsAt: Int64 = .max
    var takeovers = 0
    var lossyTakeovers = 0
    var eventsHandled = 0

    init(seed: UInt64, fault: Fault = .none) {
        random = SeededGenerator(seed: seed)
        self.fault = fault
        isSynchronous = Bool.random(using: &random)
        kills = [10, 40].randomElement(using: &random) ?? 10
        pauses = [10, 40].randomElement(using: &random) ?? 10
        cuts = [5, 30].randomElement(using: &random) ?? 5
        failovers = [0, 10, 25].randomElement(using: &random) ?? 0
        calm = [1_500, 5_000].randomElement(using: &random) ?? 1_500
        var first = InMemoryTurns(timing: Self.timing)
        first.isFenced = fault != .noFence
        first.isSynchronous = isSynchronous
        servers = SimulatedServers(first)
        for index in 0..<3 {
            hosts.append(SimulatedRunner(bootOffset: Int64.random(in: 0...1_000_000, using: &random)))
            start(index)
        }
        schedule(.misfortune, in: 500...2_000)
    }

    /// What went wrong; nil if each item arrived once at most, and none is said to be done that did not arrive.
    var problem: String? {
        twice.map { "item \($0) arrived twice" } ?? invented.map { "item \($0) is said to be done" }
    }

    /// Runs until the given time, until five seconds after the last item, or until a problem.
    mutating func run(until end: Int64) {
        while problem == nil, let (time, event) = events.next(until: min(end, endsAt)) {
            now = time
            eventsHandled += 1
            handle(event)
        }
    }

    mutating func schedule(_ event: Event, in delay: ClosedRange<Int64>) {
        events.add(event, at: now + Int64.random(in: delay, using: &random))
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    /// Starts a process on a host.
    mutating func start(_ index: Int) {
        names += 1
        hosts[index].begin("process \(names)")
        schedule(.beat(host: index, life: hosts[index].life), in: 0...200)
        schedule(.work(host: index, life: hosts[index].life), in: 0...50)
    }

    /// Something goes wrong.
    mutating func misfortune() {
        schedule(.misfortune, in: 200...calm)
        for index in hosts.indices where !hosts[index].isAlive && hosts[index].restartsAt <= now { start(index) }
        guard now < troubleEnds else { return }
        let index = Int.random(in: hosts.indices, using: &random)
        if chance(kills) { kill(index) }
        if chance(pauses) { hosts[index].pausedUntil = now + Int64.random(in: 50...6_000, using: &random) }
        if chance(cuts) { hosts[index].cutUntil = now + Int64.random(in: 500...4_000, using: &random) }
        if chance(failovers) { failOver() }
    }

    /// Kills a host's process; in a fifth of cases the host is lost with its journal.
    private mutating func kill(_ index: Int) {
        guard hosts[index].isAlive else { return }
        hosts[index].isAlive = false
        hosts[index].life += 1
        // By then what it had sent has arrived: how a process copes with one that was killed a moment ago on the same
        // machine has its own tests.
        hosts[index].restartsAt = now + 800 + Int64.random(in: 0...3_000, using: &random)
        if chance(20) { hosts[index].loseJournal() }
    }

    /// A standby takes over; unless it is synchronous, without the last commits, and while the old server still takes
    /// some.
    private mutating func failOver() {
        guard let states = servers.states(since: isSynchronous ? .max : now - 1_500) else { return }
        let state = Int.random(in: states, using: &random)
        let isOverlapping = !isSynchronous && chance(50)
        let end = now + (isOverlapping ? Int64.random(in: 0...Self.overlap, using: &random) : 0)
        servers.promote(state: state, oldClosesAt: end, now)
        for index in hosts.indices where chance(50) { hosts[index].server = nil }
    }
}
