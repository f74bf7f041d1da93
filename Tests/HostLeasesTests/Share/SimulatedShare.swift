import HostLeases
import TestSupport
import Timekeeping

/// Hosts that share the items of one run, servers and a service, with everything that may happen to them in an order
/// that a seed chooses.
///
/// The service is the oracle: it counts how often each item arrives. Times are milliseconds of the simulation.
struct SimulatedShare {
    /// What is decided otherwise in tests that show what a rule is for.
    enum Fault: Sendable {
        case none
        /// A server takes rows of items that belong to another part.
        case noFence
        /// A server that has just taken over assigns items at once.
        case noCalm
        /// What was assigned on a server that was lost does not count as lossy.
        case notLossy
    }

    enum Message {
        case claim(TurnClaim)
        case store(TurnChange)
        case assign(ShareRequest, items: [Int])
        case giveBack(owner: String, epoch: Int64, revision: Int64)
    }

    enum Answer {
        case standing(TurnStanding, [TurnRecord], TurnChange?)
        case share(ShareStanding, items: [Int])
        case refused
    }

    /// A process, so that what is meant for an earlier one does not reach it.
    struct Process: Hashable {
        let host: Int
        let life: Int
    }

    enum Event {
        case beat(Process)
        case work(Process)
        case message(Message, part: Int, Process, server: Int, sentAt: BootInstant)
        case answer(Answer, part: Int, Process, sentAt: BootInstant)
        case write(item: Int, Process)
        case arrival(item: Int)
        case reply(item: Int, part: Int, Process)
        case lookup(item: Int, part: Int, Process)
        case found(Bool, item: Int, part: Int, Process)
        case misfortune
    }

    static let run = "run r"
    static let items = 24
    static let overlap: Int64 = 1_500
    static let timing = {
        var timing = LeaseTiming()
        timing.lease = .milliseconds(1_000)
        timing.delivery = .milliseconds(600)
        timing.pause = .milliseconds(150)
        timing.overlap = .milliseconds(overlap)
        return timing
    }()
    static let keys = (0..<items).map { Base64.hash(Base64.text("\($0)")) }

    let fault: Fault
    let isSynchronous: Bool
    let kills: Int
    let pauses: Int
    let cuts: Int
    let failovers: Int
    var random: SeededGenerator
    var now: Int64 = 0
    var events = EventQueue<Event>()
    var hosts: [SharingHost] = []
    var servers: [InMemoryTurns]
    var closesAt: [Int64] = [.max]
    var standby: [InMemoryTurns] = []
    var standbyTimes: [Int64] = []
    var names = 0
    /// Until when things go wrong.
    var troubleEnds: Int64 = .max
    var twice: Int?
    var arrivals = [Int](repeating: 0, count: items)
    /// Items that some host has recorded as done.
    var done: Set<Int> = []
    /// How many items each host has done, and how many parts were taken over.
    var doneBy: [Int: Int] = [:]
    var takeovers = 0

    init(seed: UInt64, fault: Fault = .none) {
        random = SeededGenerator(seed: seed)
        self.fault = fault
        isSynchronous = Int.random(in: 0..<4, using: &random) == 0
        kills = [5, 25].randomElement(using: &random) ?? 5
        pauses = [10, 40].randomElement(using: &random) ?? 10
        cuts = [5, 30].randomElement(using: &random) ?? 5
        failovers = [0, 12, 30].randomElement(using: &random) ?? 0
        servers = [InMemoryTurns(timing: Self.timing)]
        servers[0].isSynchronous = isSynchronous
        servers[0].keepsItems = fault != .noFence
        servers[0].assignsWhenCalm = fault != .noCalm
        for index in 0..<3 {
            let order = (0..<Self.items).shuffled(using: &random)
            let offset = Int64.random(in: 0...1_000_000, using: &random)
            hosts.append(SharingHost(index, order: order, bootOffset: offset))
            start(index)
        }
        schedule(.misfortune, in: 300...1_500)
    }

    /// What went wrong; nil if each item arrived once at most.
    var problem: String? { twice.map { "item \($0) arrived twice" } }

    /// Runs until the given time, until all is done, or until a problem.
    mutating func run(until end: Int64) {
        while problem == nil, done.count < Self.items || now < troubleEnds,
            let (time, event) = events.next(until: end)
        {
            now = time
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
        let process = Process(host: index, life: hosts[index].life)
        schedule(.beat(process), in: 0...200)
        schedule(.work(process), in: 0...50)
    }

    mutating func misfortune() {
        schedule(.misfortune, in: 200...1_500)
        for index in hosts.indices where !hosts[index].isAlive && hosts[index].restartsAt <= now { start(index) }
        guard now < troubleEnds else { return }
        let index = Int.random(in: hosts.indices, using: &random)
        if chance(kills) { end(index, isKilled: true) }
        if chance(pauses) { hosts[index].pausedUntil = now + Int64.random(in: 50...9_000, using: &random) }
        if chance(cuts) { hosts[index].cutUntil = now + Int64.random(in: 500...8_000, using: &random) }
        if chance(failovers) { failOver() }
    }

    /// A process ends; in a fifth of kills the host is lost with its journals.
    mutating func end(_ index: Int, isKilled: Bool) {
        guard hosts[index].isAlive else { return }
        hosts[index].isAlive = false
        hosts[index].life += 1
        // By then what it had sent has arrived, as in the simulation of one run.
        hosts[index].restartsAt = now + 800 + Int64.random(in: 0...3_000, using: &random)
        if isKilled, chance(20) { hosts[index].journals = [:] }
    }

    /// A standby takes over; unless it is synchronous, without the last commits, and while the old server still takes
    /// some.
    private mutating func failOver() {
        guard !standby.isEmpty else { return }
        let oldest = isSynchronous ? standby.count - 1 : standbyTimes.firstIndex { $0 >= now - 2_500 }
        let first = oldest ?? standby.count - 1
        var new = standby[Int.random(in: first..<standby.count, using: &random)]
        new.incarnation = "server \(servers.count)"
        let isOverlapping = !isSynchronous && chance(50)
        closesAt[servers.count - 1] = now + (isOverlapping ? Int64.random(in: 0...Self.overlap, using: &random) : 0)
        servers.append(new)
        closesAt.append(.max)
        standby = [new]
        standbyTimes = [now]
        for index in hosts.indices where chance(50) { hosts[index].server = nil }
    }
}
