import ApiEmulator
import FoundationEssentials
import Postgres
import PostgresSupport
import TestSupport
import Testing
import WireSupport

/// Three hosts that run the same job with one account, a database server with another one that follows it, and the
/// emulator, which all of them reach over the bridge.
final class HostWorld: Sendable {
    static let hosts = [HostNetwork.Place.host1, .host2, .host3]

    let network: HostNetwork
    let jobs: [HostJob]
    private let certificate: TestPostgres.Certificate
    private let authorities: TestFile
    private let servers: [ScriptedServer]

    /// - Parameters:
    ///   - links: How many links each host makes.
    ///   - rate: Requests a second of the account.
    init(links: Int, rate: Int, _ access: EmulatorAccess) throws {
        let network = try HostNetwork()
        self.network = network
        certificate = try TestPostgres.Certificate(
            for: [network.address(.database1), network.address(.database2)])
        let authorities = TestFile(Array(certificate.text.utf8))
        self.authorities = authorities
        let port = try #require(URL(string: access.goUrl)?.port.flatMap { UInt16(exactly: $0) })
        // The emulator listens on loopback only, and plain HTTP is for loopback only: a gate for it at the bridge, and
        // a door to that on each host, at the same port, since the account is that of an address.
        let gate = ScriptedServer(host: network.service) { $0.tunnel(to: port) }
        let doors = Self.hosts.map { place in
            ScriptedServer(port: gate.port, inNamespace: network.namespace(place)) {
                $0.tunnel(to: gate.port, at: network.service)
            }
        }
        servers = doors + [gate]
        let databases = "\(network.address(.database1)),\(network.address(.database2))"
        let state = "postgres://tester@\(databases)/postgres?sslrootcert=\(authorities.path)"
        jobs = try zip(Self.hosts, doors).map { place, door in
            try HostJob(place, links: links, in: network, service: door.address, state: state, rate: rate, access)
        }
    }

    /// Ends the connections of the hosts to the emulator.
    func stop() { for server in servers { server.stop() } }

    /// Makes a database server at a place; one that follows another, if that is given.
    func database(_ place: HostNetwork.Place, following other: TestPostgres? = nil) throws -> TestPostgres {
        let place = TestPostgres.Place(
            namespace: network.namespace(place), address: network.address(place), certificate: certificate)
        return try other.map { try TestPostgres(place, following: $0) } ?? TestPostgres(place)
    }

    /// Makes the tables, with leases of two seconds instead of fifteen, and other times to match; a process of a busy machine may
    /// stand still for a while.
    func prepare() async throws {
        let made = try await jobs[0].command(["state", "init"])
        try #require(made.status == 0, "\(made.errors)")
        let connection = PostgresConnection(try PostgresAddress(jobs[0].state))
        defer { connection.close() }
        _ = try await connection.run(
            "UPDATE govscript.cluster SET lease_ms = 2000, delivery_ms = 1000, pause_ms = 3000, overlap_ms = 1000")
    }

    /// Starts all jobs, has something done to them meanwhile, and waits until they have come to their end.
    func run(_ disturb: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: ChildProcess.Result.self) { group in
            for job in jobs { group.addTask { try await job.runToItsEnd() } }
            try await disturb()
            for try await result in group { #expect(result.status == 0, "\(result.errors)") }
        }
    }

    /// No second holds more requests than the limit, none was refused, and each link was made once.
    func expectNeverOver(_ server: EmulatorServer, rate: Int) {
        let ledger = server.ledger
        let arrivals = ledger.requests.map(\.arrival).sorted()
        let tooClose = arrivals.indices.dropLast(rate).filter { arrivals[$0 + rate] - arrivals[$0] < .seconds(1) }
        #expect(tooClose == [], "\(tooClose.map { arrivals[$0] })")
        #expect(ledger.refusals.isEmpty)
        let creates = Dictionary(grouping: ledger.creates, by: \.longUrl).mapValues(\.count)
        let wanted = jobs.flatMap { job in (1...job.links).map { job.target($0) } }
        #expect(creates.filter { $0.value > 1 } == [:])
        #expect(wanted.filter { creates[$0] == nil } == [])
    }
}
