import ApiClients
import FoundationEssentials
import Glibc
import HostState
import Timekeeping

/// Makes calls as govscript does, through the whole client, to a service that only prints when a request arrived.
///
/// Options of both commands: `rate` (none for the default, 0 for unpaced), `window` and `delay` in milliseconds.
/// - `send`: `count` calls in `tasks` tasks, each made again until it succeeds, fewer if the file `end` is there; with
///   `stops` the process stops itself as soon as all its tasks have a request on the way.
/// - `update`: leads the link `moved` to `target`, tried for `timeout` milliseconds; `fate` is `lost` for requests that
///   arrive and are not answered in time, `hangs` for one that is never given up.
///
/// Prints `leaving`, then `arrived` or `late`, `lost`, `failed` with an error, and `done`, each with the time.
struct Sender: Sendable {
    private let client: LinksClient
    private let options: ProbeOptions
    private let time: TimeSource

    init(_ state: HostState, _ options: ProbeOptions, _ time: TimeSource) throws {
        self.options = options
        self.time = time
        let gate = StopGate(options["stops"] == "1" ? options.number("tasks") ?? 1 : 0)
        var environment = ClientEnvironment(
            transport: Transport { request in
                Probe.print("leaving \(time.now().nanoseconds)")
                await gate.pass()
                // Before the question: however long this process is stopped then, this was the time.
                let arrival = time.now().nanoseconds
                guard request.mayLeave?() ?? true else {
                    Probe.print("late \(arrival)")
                    throw TransportFailure(.notSent, "too late to leave", requestHandedOver: false)
                }
                Probe.print("arrived \(arrival)")
                try await time.sleep(.milliseconds(Int.random(in: 0...(options.number("delay") ?? 0))))
                if request.method == .patch { try await Self.meet(options["fate"], time) }
                return HTTPResponse(status: 200, body: Data(Self.answer(to: request, options).utf8))
            })
        environment.time = time
        // A call may be late as often as its process is stopped.
        environment.policy.call = .seconds(1_000_000)
        environment.policy.patience = .seconds(1_000_000)
        state.attach(to: &environment)
        let window = Duration.milliseconds(options.number("window") ?? 1000)
        let limits = options.number("rate").map { PacingLimits($0, per: window) }
        client = environment.links(
            .go, try ServiceEndpoint("https://links.example/api", key: Secret("live_v1_key")),
            limits: limits ?? LinksService.limits)
    }

    func send() async throws {
        Probe.print("ready \(time.now().nanoseconds)")
        await withTaskGroup(of: Void.self) { group in
            let tasks = options.number("tasks") ?? 1
            for task in 0..<tasks {
                group.addTask {
                    for _ in stride(from: task, to: options.number("count") ?? 1, by: tasks) {
                        if access(options["end"], F_OK) == 0 { break }
                        await call()
                    }
                }
            }
        }
        Probe.print("done \(time.now().nanoseconds)")
    }

    func update() async throws {
        let change = LinkChanges(longUrl: try LongURL(options["target"]))
        let intent = try client.prepareUpdate(try ShortName("moved"), change)
        do {
            _ = try await client.perform(
                intent, within: options.number("timeout").map { TimeAllowed(.milliseconds($0)) })
            Probe.print("done \(time.now().nanoseconds)")
        } catch {
            Probe.print("failed \(error) \(time.now().nanoseconds)")
        }
    }

    /// As a script would that catches errors and tries again.
    private func call() async {
        while true {
            do {
                _ = try await client.list()
                return
            } catch {
                Probe.print("failed \(error) \(time.now().nanoseconds)")
                try? await time.sleep(.seconds(1))
            }
        }
    }

    private static func meet(_ fate: String, _ time: TimeSource) async throws {
        if fate == "hangs" { try await time.sleep(.seconds(1_000_000)) }
        guard fate == "lost" else { return }
        Probe.print("lost \(time.now().nanoseconds)")
        throw TransportFailure(.timedOut, "no answer", requestHandedOver: true)
    }

    private static func answer(to request: HTTPRequest, _ options: ProbeOptions) -> String {
        guard request.method == .patch else { return #"{"urls":[],"count":0}"# }
        return """
            {"shortUrl":"moved","longUrl":"\(options["target"])","state":"ACTIVE","clicks":0,\
            "createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-01T00:00:00.000Z"}
            """
    }
}

/// Where a process stops itself, as SIGSTOP does, when so many tasks have come: nothing is cut in the middle then.
private actor StopGate {
    private var missing: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) {
        missing = count
    }

    func pass() async {
        guard missing > 0 else { return }
        missing -= 1
        guard missing == 0 else { return await withCheckedContinuation { waiting.append($0) } }
        Probe.print("stopping")
        raise(SIGSTOP)
        for task in waiting { task.resume() }
        waiting = []
    }
}
