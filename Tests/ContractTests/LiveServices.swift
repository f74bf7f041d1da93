import ApiClients
import ApiEmulator
import FoundationEssentials
import TestSupport
import Testing

/// A running emulator, and what clients need to reach it over real HTTP.
struct LiveServices: Sendable {
    let server: EmulatorServer
    let access: EmulatorAccess
    /// The time of the clients, and of the emulator unless a test gave it another clock.
    let clock: LeapingClock
    let wire: Transport
    /// Every request of the clients made from `environment`.
    let attempts: Shared<[Attempt]>
    var environment: ClientEnvironment

    /// Without limits, delays and faults unless told otherwise; no key may ever reach the storage.
    static func run<Value: Sendable>(
        faults: String = "", _ configure: (inout EmulatorConfiguration) -> Void = { _ in },
        _ body: (LiveServices) async throws -> Value
    ) async throws -> Value {
        let clock = LeapingClock()
        var configuration = EmulatorConfiguration()
        configuration.rate = 0
        configuration.ingestion = .none
        configuration.clock = clock
        configuration.seed = 1
        configuration.faults = try Faults(faults)
        configure(&configuration)
        return try await EmulatorServer.serving(configuration) { server, access in
            var settings = HTTPTransport.Configuration()
            settings.connectTimeout = .seconds(3600)
            let http = HTTPTransport(settings)
            // All time-outs are of the clock above. The real ones of the connections would be those of a busy machine:
            // every fault ends by itself.
            let wire = Transport { request in
                var patient = request
                patient.timeout = .seconds(3600)
                return try await http.transport.send(patient)
            }
            let attempts = Shared<[Attempt]>([])
            var environment = ClientEnvironment(transport: wire)
            environment.time = TimeSource(clock, date: Date())
            environment.random = .seeded(1)
            environment.observer = { attempt in attempts.change { $0.append(attempt) } }
            let services = LiveServices(
                server: server, access: access, clock: clock, wire: wire, attempts: attempts,
                environment: environment)
            let result: Result<Value, any Error>
            do {
                result = .success(try await body(services))
            } catch {
                result = .failure(error)
            }
            await http.shutdown()
            #expect(server.ledger.keysSentToStorage == 0)
            return try result.get()
        }
    }

    func url(_ service: LinksService) -> String {
        switch service {
        case .go: access.goUrl
        case .forsg: access.forsgUrl
        }
    }

    func key(_ service: LinksService) -> String {
        switch service {
        case .go: access.goKey
        case .forsg: access.forsgKey
        }
    }

    func links(
        _ service: LinksService, key: String? = nil, limits: PacingLimits = .unpaced
    ) throws -> LinksClient {
        environment.links(
            service, try ServiceEndpoint(url(service), key: Secret(key ?? self.key(service))), limits: limits)
    }

    /// `files` are the contents of the files that can be uploaded, by path.
    func dataGov(
        _ files: [String: String] = [:], key: String? = nil, options: DataGovOptions = DataGovOptions()
    ) throws -> DataGovClient {
        DataGovClient(
            try DataGovEndpoints(access.datagovUrl, key: Secret(key ?? access.datagovKey)), environment: environment,
            options: options
        ) { path in
            guard let content = files[path] else { throw ApiError(.data, "there is no \(path)") }
            return FileSource(content)
        }
    }

    /// The requests so far as `POST 200`, or `POST lost` where no answer came.
    var exchanges: [String] {
        attempts.value.map { "\($0.request.method.rawValue) \($0.outcome)" }
    }

    /// The requests so far as `upload-link 201`, by the last part of their path, and `PUT 200` for uploads.
    var steps: [String] {
        attempts.value.map { attempt in
            let path = attempt.request.url.prefix { $0 != "?" }.split(separator: "/").last.map(String.init) ?? ""
            return "\(attempt.request.method == .put ? "PUT" : path) \(attempt.outcome)"
        }
    }

    /// The names of the links that a service has, in no particular order.
    func names(_ service: LinksService) -> Set<String> {
        Set(server.links(of: service.emulated).map(\.shortUrl))
    }
}

extension LinksService {
    var emulated: EmulatedService {
        switch self {
        case .go: .go
        case .forsg: .forsg
        }
    }

    /// A host of the service's own, to which no link may lead.
    var ownHost: String {
        switch self {
        case .go: "go.gov.sg"
        case .forsg: "for.sg"
        }
    }
}

extension Attempt {
    fileprivate var outcome: String { response.map { "\($0.status)" } ?? "lost" }
}

extension FileSource {
    /// A file in memory.
    init(_ content: String) {
        let bytes = Array(content.utf8)
        self.init(size: { Int64(bytes.count) }, read: { Array(bytes.dropFirst(Int($0)).prefix($1)) })
    }
}

/// The error of a call that has to fail.
func failure<Value>(_ call: () async throws -> Value) async throws -> ApiError {
    try #require(await #expect(throws: ApiError.self) { _ = try await call() })
}
