import HostLeases
import LeaseSupport
import TestSupport
import Timekeeping

/// Hosts, servers and a service, with everything that may happen to them in an order that a seed chooses.
///
/// The service is the oracle: it notes every arrival. Times are milliseconds of the simulation.
struct SimulatedCluster {
    /// What is decided otherwise in tests that show what a rule is for.
    enum Fault: Sendable {
        case none
        /// Takeovers after L alone.
        case noGrace
        /// The hosts' wall clocks instead of their boot clocks.
        case wallClock
        /// A new server grants at once.
        case noCalm
    }

    enum Event {
        case beat(host: Int, life: Int)
        case sync(SlotSync, host: Int, life: Int, server: Int)
        case table(SlotTable, number: Int64, host: Int, life: Int)
        case send(host: Int, life: Int)
        case arrival(host: Int, life: Int, request: Int)
        case answer(host: Int, life: Int, request: Int)
        case kill(host: Int)
        case misfortune
    }

    /// How a run is shaped: each seed has other habits, so that rare things meet each other in some of them.
    struct Mood {
        /// Of a hundred requests, how many are long on their way.
        var late: Int
        /// Of a hundred misfortunes: kills, pauses, cuts from the store, failovers; the others are restarts and steps
        /// of a wall clock.
        var kills: Int
        var pauses: Int
        var cuts: Int
        var failovers: Int
        /// The longest time between two.
        var calm: Int64
        /// How many slots a host wants at least.
        var want: Int
    }

    let fault: Fault
    let limit: SlotLimit
    let mood: Mood
    /// For how long at most an old server takes writes beside a new one.
    let overlap: Int64
    var random: SeededGenerator
    var now: Int64 = 0
    var events = EventQueue<Event>()
    var hosts: [SimulatedHost] = []
    var servers: SimulatedServers<InMemorySlots>
    var arrivals: [Int64] = []
    var eventsHandled = 0
    var names = 0

    static let window: Int64 = 250

    init(seed: UInt64, fault: Fault = .none, hosts count: Int = 3) {
        random = SeededGenerator(seed: seed)
        self.fault = fault
        overlap = [700, 1_500].randomElement(using: &random) ?? 700
        var timing = LeaseTiming()
        timing.lease = .milliseconds(1_000)
        timing.delivery = .milliseconds(600)
        timing.pause = .milliseconds(150)
        timing.overlap = .milliseconds(overlap)
        if fault == .noGrace {
            timing.delivery = .zero
            timing.pause = .milliseconds(-Self.window)
            timing.overlap = timing.pause
        }
        limit = SlotLimit(Int.random(in: 1...4, using: &random), per: .milliseconds(Self.window))
        mood = Mood(
            late: [5, 20, 60].randomElement(using: &random) ?? 5, kills: [10, 40].randomElement(using: &random) ?? 10,
            pauses: [5, 30].randomElement(using: &random) ?? 5, cuts: [5, 40].randomElement(using: &random) ?? 5,
            failovers: [0, 10, 25].randomElement(using: &random) ?? 0,
            calm: [700, 3_000].randomElement(using: &random) ?? 700, want: [0, 2].randomElement(using: &random) ?? 0)
        var first = InMemorySlots(timing: timing)
        first.keepsCalm = fault != .noCalm
        servers = SimulatedServers(first)
        for index in 0..<count { hosts.append(host(index)) }
        for index in 0..<count { start(index) }
        schedule(.misfortune, in: 500...2_000)
    }

    /// Whether some window holds more arrivals than the limit.
    var isOver: Bool {
        zip(arrivals, arrivals.dropFirst(limit.slots)).contains { $1 - $0 < Self.window }
    }

    /// Runs until the given time.
    mutating func run(until end: Int64) {
        while let (time, event) = events.next(until: end) {
            now = time
            eventsHandled += 1
            handle(event)
        }
    }
}
