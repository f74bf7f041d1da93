import ApiClients
import TestSupport
import Testing

/// A client environment over a script, on virtual time, with pauses of exactly half their bound.
struct Fixture {
    let clock = VirtualClock()
    let transport: ScriptedTransport
    var environment: ClientEnvironment
    static let key = "test_v1_secret"

    init(_ script: @escaping ScriptedTransport.Script) {
        self.init(ScriptedTransport(script))
    }

    init(_ answers: [ScriptedAnswer]) {
        self.init(ScriptedTransport(answers))
    }

    private init(_ transport: ScriptedTransport) {
        self.transport = transport
        environment = ClientEnvironment(transport: transport.transport)
        environment.time = TimeSource(clock)
        environment.random = Randomness { 1 << 63 }
    }

    func links(_ service: LinksService = .go, limits: PacingLimits = .unpaced) throws -> LinksClient {
        environment.links(
            service, try ServiceEndpoint("https://links.example/api", key: Secret(Self.key)), limits: limits)
    }

    func dataGov(_ options: DataGovOptions = DataGovOptions()) throws -> DataGovClient {
        DataGovClient(
            try DataGovEndpoints("https://data.example", key: Secret("admin-key")), environment: environment,
            options: options)
    }

    /// Runs a call that is expected to fail, on virtual time, and gives its error.
    func failure<Value: Sendable>(_ call: @escaping @Sendable () async throws -> Value) async throws -> ApiError {
        let error = try await clock.run { () -> (any Error)? in
            do {
                _ = try await call()
                return nil
            } catch {
                return error
            }
        }
        return try #require(error as? ApiError)
    }
}

extension Link {
    /// The JSON of a link.
    static func json(
        _ name: String, _ target: String = "https://www.example.sg/a", state: String = "ACTIVE",
        createdAt: String = "2026-01-01T00:00:00.000Z", updatedAt: String = "2026-01-01T00:00:00.000Z"
    ) -> String {
        """
        {"shortUrl":"\(name)","longUrl":"\(target)","state":"\(state)","clicks":0,\
        "createdAt":"\(createdAt)","updatedAt":"\(updatedAt)"}
        """
    }

    static func page(_ links: [String], count: Int? = nil) -> ScriptedAnswer {
        .json(200, #"{"urls":[\#(links.joined(separator: ","))],"count":\#(count ?? links.count)}"#)
    }
}
