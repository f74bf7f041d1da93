import ApiClients
import ClusterState
import FoundationEssentials
import Glibc
import HostState
import Postgres
import Timekeeping

/// A process that uses a state directory as govscript does, for tests with several processes.
///
/// `HostStateProbe COMMAND NAME=VALUE …` prints one line for each thing that happened, with the boot clock's time.
@main
enum Probe {
    static func main() async {
        do {
            try await run()
        } catch {
            print("error \(error)")
            exit(1)
        }
    }

    private static func run() async throws {
        // However a test fails, it does not wait for this process for ever.
        alarm(120)
        let options = ProbeOptions(CommandLine.arguments.dropFirst(2))
        let time = FastTime.source(options.number("speed") ?? 1)
        let state = try HostState(
            at: options["dir"], command: "probe \(options["name"])", time: time, notice: { print("notice \($0)") })
        if !options["state"].isEmpty { state.lease(from: try leaseStore(options["state"])) }
        switch CommandLine.arguments[1] {
        case "take": try await take(state, options)
        case "send": try await Sender(state, options, time).send()
        case "update": try await Sender(state, options, time).update()
        case "turn": try await turn(state, options)
        case "run": try lock(state, options)
        default: print("unknown command")
        }
        await state.endLeases()
    }

    /// The store behind an address of PostgreSQL, for processes that stand for several hosts.
    private static func leaseStore(_ address: String) throws -> LeaseStore {
        let connection = PostgresConnection(try PostgresAddress(address))
        return LeaseStore(title: connection.address.title) { account, sync in
            let account = ClusterSlots.Account(host: account.host, part: account.group, keyHash: account.keyHash)
            return try await ClusterSlots(connection, account).sync(sync)
        }
    }

    /// Sends imagined requests in as many tasks as asked for, until `count` have been answered.
    private static func take(_ state: HostState, _ options: ProbeOptions) async throws {
        var environment = ClientEnvironment(transport: Transport { _ in throw CancellationError() })
        state.attach(to: &environment)
        if let late = options.number("late") {
            let sleep = environment.time.sleep
            environment.time.sleep = { try await sleep($0 + .milliseconds(late)) }
        }
        let limits = PacingLimits(
            options.number("rate") ?? 5, per: .milliseconds(options.number("window") ?? 1000),
            strict: options["strict"] == "1")
        let endpoint = try ServiceEndpoint("https://links.example/api", key: Secret("live_v1_key"))
        let channel = environment.channel("go", endpoint, limits: limits, group: "links")
        guard let pacer = channel.pacer else { return }
        let delay = options.number("delay") ?? 0
        let hangs = options["hang"] == "1"
        print("ready \(now())")
        try await withThrowingTaskGroup(of: Void.self) { group in
            let tasks = options.number("tasks") ?? 1
            for task in 0..<tasks {
                group.addTask {
                    for _ in stride(from: task, to: options.number("count") ?? 1, by: tasks) {
                        let slot = try await pacer.slot()
                        try await Task.sleep(for: .microseconds(Int.random(in: 0...delay * 500)))
                        print("arrived \(now())")
                        if hangs { try await Task.sleep(for: .seconds(600)) }
                        try await Task.sleep(for: .microseconds(Int.random(in: 0...delay * 500)))
                        await pacer.giveBack(slot, .answered)
                    }
                }
            }
            try await group.waitForAll()
        }
        print("done \(now())")
    }

    private static func turn(_ state: HostState, _ options: ProbeOptions) async throws {
        print("ready \(now())")
        for _ in 0..<(options.number("count") ?? 1) {
            let turn = try await state.datasetTurn(options["dataset"], host: "data.example")
            print("begun \(now())")
            try await Task.sleep(for: .milliseconds(options.number("hold") ?? 0))
            print("ended \(now())")
            turn?.end()
        }
    }

    private static func lock(_ state: HostState, _ options: ProbeOptions) throws {
        let lock = try state.lockRun(options["run"])
        print("ready \(now())")
        // Until the other end of the standard input is closed.
        var byte: UInt8 = 0
        while read(0, &byte, 1) > 0 {}
        lock.release()
    }

    private static func now() -> Int64 { TimeSource.system.now().nanoseconds }

    /// One write for each line, so that none is lost or cut when the process is killed.
    static func print(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        _ = write(1, bytes, bytes.count)
    }
}
