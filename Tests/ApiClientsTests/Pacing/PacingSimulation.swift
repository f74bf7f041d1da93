@testable import ApiClients
import FoundationEssentials
import TestSupport
import Timekeeping

/// Processes of one account on virtual time, of which everything is drawn from a seed: settings, the network, when they
/// start, are stopped, killed and started again, when the machine boots, when the disk is full, when the service hangs.
struct PacingSimulation: Sendable {
    /// What may happen; the rest is calm.
    struct Kinds: OptionSet, Sendable {
        let rawValue: Int
        static let stops = Kinds(rawValue: 1)
        static let kills = Kinds(rawValue: 2)
        static let boots = Kinds(rawValue: 4)
        static let fullDisk = Kinds(rawValue: 8)
        static let losses = Kinds(rawValue: 16)
        static let hangs = Kinds(rawValue: 32)
    }

    /// What came of it.
    struct Outcome: Sendable {
        var refusals: [Duration] = []
        var requests = 0
        /// How long all of it took.
        var duration = Duration.zero
        /// The longest wait for a slot of any call.
        var longestWait = Duration.zero
        /// What that wait is below where the network is calm: everybody has its turn before anybody has two.
        var fairWait = Duration.zero
    }

    private struct Killed: Error {}

    let seed: UInt64
    let kinds: Kinds
    private let clock: VirtualClock
    /// The clocks that all processes share.
    private let machine: TimeSource
    private let random: Randomness
    private let service: SimulatedService
    private let limit: Int
    private let window: Duration
    private let settings: [PacingLimits]
    private let tasks: [Int]
    private let boot: Duration?
    private let full: Range<Duration>
    private let path: Shared<Duration>
    private let longest = Shared(Duration.zero)
    private let dead = Shared<Set<String>>([])
    private let store = PacingStore.inMemory()
    private let checked = Shared(Duration.seconds(-1))
    private let isBooted = Shared(false)

    init(_ seed: UInt64, _ kinds: Kinds) {
        self.seed = seed
        self.kinds = kinds
        clock = VirtualClock()
        machine = TimeSource(clock)
        let random = Randomness.seeded(seed)
        self.random = random
        func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
        func span(_ kind: Kinds, upTo longest: Int) -> Range<Duration> {
            let start = Duration.seconds(10 + below(60))
            return kinds.contains(kind) ? start..<start + .seconds(1 + below(longest)) : .zero ..< .zero
        }
        let isDefault = below(3) == 0
        let drawn = isDefault ? 5 : [1, 2, 3, 5, 8, 20][below(6)]
        // Below four slots a process that is killed while the service hangs goes unnoticed: see `SlotLedger.lose`.
        limit = kinds.isSuperset(of: [.hangs, .kills]) ? max(4, drawn) : drawn
        window = isDefault ? .seconds(1) : [.seconds(1), .seconds(3)][below(2)]
        let (limit, window) = (limit, window)
        let strictest = isDefault ? LinksService.limits : PacingLimits(limit, per: window)
        // Somebody keeps to the first from the beginning to the end, so that it holds throughout.
        settings = (0..<2 + below(3)).map { number in
            if number == 0 { return strictest }
            switch below(4) {
            case 0: return PacingLimits(0)
            case 1: return isDefault ? .unpaced : PacingLimits(limit * 4, per: window)
            case 2: return isDefault ? LinksService.limits : PacingLimits(limit + 1, per: window, strict: true)
            default: return strictest
            }
        }
        tasks = settings.map { _ in 1 + below(5) }
        boot = kinds.contains(.boots) ? .seconds(20 + below(60)) : nil
        full = span(.fullDisk, upTo: 20)
        let hang = span(.hangs, upTo: 150)
        service = SimulatedService(limit, per: window, hangs: [hang])
        path = Shared(.milliseconds(below(200)))
    }

    func run() async throws -> Outcome {
        try await clock.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in settings.indices { group.addTask { try await life(of: number) } }
                try await group.waitForAll()
            }
        }
        let turns = tasks.reduce(0, +) + tasks.count
        return Outcome(
            refusals: service.refusals, requests: service.total, duration: clock.now.sinceStart,
            longestWait: longest.value, fairWait: (window + Self.longestTrip + .milliseconds(500)) * turns)
    }

    private func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

    private func sleep(until moment: Duration) async throws {
        try await clock.sleep(for: moment - clock.now.sinceStart)
    }

    /// One process after the other at one place: each is killed some time, or comes to its end.
    private func life(of number: Int) async throws {
        var calls = 20 + below(30)
        if number > 0 { try await clock.sleep(for: .milliseconds(1 + below(20_000))) }
        for incarnation in 0... {
            var end: Duration?
            if kinds.contains(.kills), below(2) == 0 { end = clock.now.sinceStart + .milliseconds(below(60_000)) }
            let bootEnds = boot.map { clock.now.sinceStart < $0 && $0 < end ?? .seconds(1_000_000) } ?? false
            if bootEnds { end = boot }
            // Simulations run beside each other, and which slots a holder has is known to the whole process.
            let holder = "\(kinds.rawValue)-\(seed)-\(number)-\(incarnation)"
            calls = try await process(number, holder, calls: calls, killedAt: end)
            guard calls > 0 else { return }
            // A machine takes a while to come back.
            try await clock.sleep(for: .milliseconds(bootEnds ? 5_000 : below(3_000)))
            if let boot, clock.now.sinceStart < boot + .seconds(5) {
                try await sleep(until: max(clock.now.sinceStart, boot + .seconds(5)))
            }
        }
    }

    /// Makes calls until they are done or the process is killed; gives how many are left.
    private func process(_ number: Int, _ holder: String, calls: Int, killedAt end: Duration?) async throws -> Int {
        let stop = clock.now.sinceStart + .milliseconds(below(40_000))
        let isStopped = kinds.contains(.stops) && below(2) == 0
        let time = time(stopped: stop..<stop + .milliseconds(isStopped ? 1 + below(200_000) : 0))
        var environment = ClientEnvironment(
            transport: Transport { try await exchange($0, time) }, pacing: store(of: holder))
        environment.time = time
        environment.holder = holder
        environment.random = random
        environment.policy.patience = .seconds(100_000)
        environment.policy.call = .seconds(100_000)
        environment.observer = { attempt in longest.change { $0 = max($0, attempt.slotWait) } }
        let endpoint = try ServiceEndpoint("https://links.example/api", key: Secret("live_v1_key"))
        let client = environment.links(.go, endpoint, limits: settings[number])
        let left = Shared(calls)
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<tasks[number] {
                    group.addTask {
                        while left.value > 0 {
                            left.change { $0 -= 1 }
                            try await call(client, time)
                        }
                    }
                }
                if let end {
                    group.addTask {
                        try await sleep(until: end)
                        dead.change { _ = $0.insert(holder) }
                        throw Killed()
                    }
                }
                for _ in 0..<tasks[number] { try await group.next() }
                group.cancelAll()
            }
        } catch is Killed {
            return max(1, left.value)
        }
        dead.change { _ = $0.insert(holder) }
        return 0
    }

    /// One call, again and again until it succeeds.
    private func call(_ client: LinksClient, _ time: TimeSource) async throws {
        while true {
            do {
                _ = try await client.list()
                return
            } catch {
                try Task.checkCancellation()
                try await time.sleep(.seconds(1))
            }
        }
    }

    /// The clock of a process; whatever it waits for, it notices nothing while it is stopped.
    private func time(stopped stop: Range<Duration>) -> TimeSource {
        var time = machine
        time.sleep = { duration in
            try await clock.sleep(for: duration)
            if stop.contains(clock.now.sinceStart) {
                try await sleep(until: stop.upperBound)
            }
        }
        return time
    }

    /// The store as one process sees it, which a killed one changes no more.
    private func store(of holder: String) -> PacingStore {
        PacingStore { account, limits, decide in
            let now = clock.now.sinceStart
            if dead.value.contains(holder) {
                var nobodys = SlotLedger(limits)
                return decide(&nobodys)
            }
            if full.contains(now) { throw ApiError(.internal, "the disk is full") }
            let isCheckDue = now - checked.value >= .milliseconds(500)
            if isCheckDue { checked.change { $0 = now } }
            let isNewBoot = boot.map { now >= $0 && !isBooted.value } ?? false
            if isNewBoot { isBooted.change { $0 = true } }
            let known = dead.value
            try await store.transact(account, limits) { ledger in
                if isNewBoot { ledger.moveToAnotherBoot(now: .start + now) }
                ledger.adopt(settings[0], holder: "somebody")
                if isCheckDue { ledger.reclaim(now: .start + now, isDead: known.contains) }
                decide(&ledger)
            }
        }
    }

    private static let longestTrip = Duration.milliseconds(300 + 2_000 + 2 * 50 + 800)

    /// One request on its way to the service and back.
    private func exchange(_ request: HTTPRequest, _ time: TimeSource) async throws -> HTTPResponse {
        if below(4) == 0 { try await time.sleep(.milliseconds(below(300))) }
        guard request.mayLeave?() ?? true else {
            throw TransportFailure(.notSent, "too late to leave", requestHandedOver: false)
        }
        let isLossy = kinds.contains(.losses)
        if isLossy, below(30) == 0 { throw TransportFailure(.notSent, "cannot connect", requestHandedOver: false) }
        // The path changes at any moment, as when a VPN is switched off.
        if below(20) == 0 { path.change { $0 = .milliseconds(below(3) == 0 ? below(2_000) : below(100)) } }
        let way = path.value / 2
        func jitter() -> Duration { .milliseconds(below(3) == 0 ? below(50) : 0) }
        let work = Duration.milliseconds(below(4) == 0 ? below(800) : below(50))
        // Whole nanoseconds, as all processes count.
        let sent = machine.now() - .start
        let arrival = sent + way + jitter()
        let (number, counted) = service.announce(arrival: arrival)
        let isLost = isLossy && below(25) == 0
        if isLost, counted == arrival, below(2) == 0 {
            try await time.sleep(arrival + jitter() - sent)
            throw TransportFailure(.closed, "connection reset", requestHandedOver: true)
        }
        if let counted, !isLost, counted + work + way + jitter() - sent <= request.timeout {
            try await time.sleep(counted + work + way + jitter() - sent)
            let isAccepted = service.accepts(number, now: counted)
            // The kernel knows the path only sometimes.
            let evidence = ExchangeEvidence(minRoundTrip: below(4) == 0 ? nil : way * 2)
            return HTTPResponse(
                status: isAccepted ? 200 : 429, body: Data(#"{"urls":[],"count":0}"#.utf8), evidence: evidence)
        }
        try await time.sleep(request.timeout)
        throw TransportFailure(
            .timedOut, "no answer in time", requestHandedOver: true, evidence: ExchangeEvidence(wasReset: true))
    }
}
