import ApiClients
import ScriptRunner
import Settings

/// What a service says to a key.
struct KeyCheck: Sendable {
    let service: Service
    let url: String
    /// Where the key is; nil if there is none.
    var source: String?
    /// Whose key it is, where the service tells.
    var who: String?
    /// From the question to the answer.
    var latency: Duration?
    /// Why the key could not be found or was not accepted; nil without a key.
    var error: ApiError?

    /// Finds the key, and asks the service for something small.
    init(_ service: Service, _ configuration: RunConfiguration, _ transport: Transport) async {
        self.service = service
        url = configuration.profile[service].url
        do {
            guard let found = try configuration.key(of: service) else { return }
            source = found.source
            let environment = configuration.prepared(ClientEnvironment(transport: transport))
            let start = ContinuousClock.now
            who = try await Self.ask(service, configuration, environment)
            latency = ContinuousClock.now - start
        } catch {
            self.error = error as? ApiError ?? ApiError(.internal, "\(error)")
        }
    }

    var isAccepted: Bool { latency != nil }

    private static let patience = Duration.seconds(30)

    private static func ask(
        _ service: Service, _ configuration: RunConfiguration, _ environment: ClientEnvironment
    ) async throws -> String? {
        switch service {
        case .datagov:
            let client = DataGovClient(try configuration.datagovEndpoints(), environment: environment)
            return try await client.whoami(timeout: patience).email
        case .go, .forsg:
            let links: LinksService = service == .go ? .go : .forsg
            let client = environment.links(
                links, try configuration.endpoint(of: links), limits: configuration.limits(of: links))
            _ = try await client.list(LinkQuery(limit: 1), timeout: patience)
            return nil
        }
    }
}
