import ApiEmulator
import FoundationEssentials
import Glibc
import PostgresSupport
import TestSupport
import Testing

/// Real hosts with one account: the limit holds for all of them together, whatever happens to a host, to the network and
/// to the database.
@Suite(
    .serialized, .enabled(if: HostNetwork.obstacle == nil, "\(HostNetwork.obstacle ?? "")"),
    .enabled(if: TestPostgres.isInstalled, "PostgreSQL is not installed"))
struct SeveralHostsTests {
    private static let rate = 10

    /// How long `make hosts` disturbs, in seconds; nil in other runs.
    private static let seconds = ProcessInfo.processInfo.environment["GOVSCRIPT_HOSTS_SECONDS"].flatMap { Int($0) }

    private var configuration: EmulatorConfiguration {
        var configuration = EmulatorConfiguration()
        configuration.rate = Self.rate
        return configuration
    }

    /// One kill, one cut and one failover that loses commits.
    @Test func theLimitHoldsThroughAKillACutAndAFailover() async throws {
        try await EmulatorServer.serving(configuration) { server, access in
            let world = try HostWorld(links: 60, rate: Self.rate, access)
            defer { world.stop() }
            let primary = try world.database(.database1)
            let standby = try world.database(.database2, following: primary)
            try await world.prepare()
            try await world.run {
                try await wait(server, for: 30)
                try world.jobs[0].signal(SIGKILL)
                try await wait(server, for: 60)
                try world.network.cut(.host2, from: .database1)
                try await wait(server, for: 90)
                try world.network.mend(.host2, from: .database1)
                try primary.stopSending()
                try await wait(server, for: 110)
                try standby.promote()
                try primary.stop()
            }
            world.expectNeverOver(server, rate: Self.rate)
        }
    }

    /// A fault every few seconds, from a seed.
    @Test(.enabled(if: seconds != nil, "make hosts runs it"))
    func theLimitHoldsThroughManyFaults() async throws {
        let seconds = try #require(Self.seconds)
        var generator = SeededGenerator(seed: UInt64(seconds))
        try await EmulatorServer.serving(configuration) { server, access in
            let world = try HostWorld(links: seconds * Self.rate / 3, rate: Self.rate, access)
            defer { world.stop() }
            var databases = [(HostNetwork.Place.database1, try world.database(.database1))]
            databases.append((.database2, try world.database(.database2, following: databases[0].1)))
            try await world.prepare()
            let end = ContinuousClock.now + .seconds(seconds)
            try await world.run {
                while ContinuousClock.now < end {
                    // The pace of faults is what this is about.
                    try await Task.sleep(for: .milliseconds(Int.random(in: 1000...4000, using: &generator)))
                    let job = try #require(world.jobs.randomElement(using: &generator))
                    let length = Duration.milliseconds(Int.random(in: 300...20_000, using: &generator))
                    switch Int.random(in: 0..<10, using: &generator) {
                    case 0..<3: try job.signal(SIGKILL)
                    case 3..<5:
                        try job.signal(SIGSTOP)
                        try await Task.sleep(for: length)
                        try job.signal(SIGCONT)
                    case 5..<7:
                        try world.network.cut(job.place, from: databases[0].0)
                        try await Task.sleep(for: length)
                        try world.network.mend(job.place, from: databases[0].0)
                    case 7..<9:
                        try world.network.cut(databases[0].0, from: job.place)
                        try await Task.sleep(for: length)
                        try world.network.mend(databases[0].0, from: job.place)
                    default:
                        try databases[0].1.stopSending()
                        try await Task.sleep(for: .milliseconds(700))
                        try databases[1].1.promote()
                        try databases[0].1.stop()
                        let place = databases.removeFirst().0
                        databases.append((place, try world.database(place, following: databases[0].1)))
                    }
                }
            }
            world.expectNeverOver(server, rate: Self.rate)
        }
    }

    /// Waits until so many requests have arrived.
    private func wait(_ server: EmulatorServer, for count: Int) async throws {
        try await server.wait { $0.requests.count >= count }
    }
}
