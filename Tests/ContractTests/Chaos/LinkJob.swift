import ApiClients
import TestSupport

/// Creates links from sixteen tasks at once, half of them with names of their own, and switches some of them off.
struct LinkJob: Sendable {
    private let plan: ChaosPlan
    private let client: LinksClient

    /// Real time and short pauses: the tasks run side by side.
    init(_ plan: ChaosPlan, _ services: LiveServices) throws {
        self.plan = plan
        var environment = services.environment
        environment.time = .system
        environment.random = .seeded(plan.seed)
        environment.policy.budget = 1_000_000
        environment.policy.firstBackoff = .milliseconds(1)
        environment.policy.longestBackoff = .milliseconds(10)
        environment.transport = Self.losing(services.wire, seed: plan.seed)
        client = environment.links(
            .go, try ServiceEndpoint(services.url(.go), key: Secret(services.key(.go))), limits: .unpaced)
    }

    static func target(_ number: Int) -> String { "https://www.example.gov.sg/\(number)" }

    func run() async throws {
        try await Crowd(tasks: 16, calls: plan.creates).run { number in
            let link = try await client.create(
                Self.target(number), as: number.isMultiple(of: 2) ? "link-\(number)" : nil)
            if number <= plan.updates { try await client.update(link.shortUrl, state: .inactive) }
        }
    }

    /// Gives up on 5 % of the requests before they have even left: they arrive at any time later, as slow ones do.
    private static func losing(_ wire: Transport, seed: UInt64) -> Transport {
        let random = Randomness.seeded(seed)
        return Transport { request in
            guard random.next() % 20 == 0 else { return try await wire.send(request) }
            Task { try await wire.send(request) }
            throw TransportFailure(.timedOut, "no answer in time", requestHandedOver: true)
        }
    }
}
