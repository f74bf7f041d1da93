import Timekeeping

/// One account at one service: address, key, transport, pacing and what is known of the service's health.
///
/// The clients of a process share the channel of a service, so that its retry budget and patience are the service's.
package struct ServiceChannel: Sendable {
    /// The service as scripts name it.
    package let service: String
    /// Its address and key.
    package let endpoint: ServiceEndpoint
    /// Keeps its limit; nil where nothing is paced.
    package let pacer: Pacer?
    /// How long and how often calls are tried.
    package let policy: RetryPolicy
    let transport: Transport
    let time: TimeSource
    let random: Randomness
    let observer: AttemptObserver?
    let retryObserver: RetryObserver?
    let waitObserver: WaitObserver?
    let lostAnswerObserver: LostAnswerObserver?
    let health: ServiceHealth
    /// The keys in all forms of which answers, errors and traces are cleared.
    let hidden: [SecretForms]

    /// Assembles a channel.
    package init(
        service: String, endpoint: ServiceEndpoint, transport: Transport, pacer: Pacer?,
        policy: RetryPolicy = RetryPolicy(), time: TimeSource = .system, random: Randomness = .system,
        observer: AttemptObserver? = nil, retryObserver: RetryObserver? = nil, waitObserver: WaitObserver? = nil,
        lostAnswerObserver: LostAnswerObserver? = nil
    ) {
        self.service = service
        self.endpoint = endpoint
        self.transport = transport
        self.pacer = pacer
        self.policy = policy
        self.time = time
        self.random = random
        self.observer = observer
        self.retryObserver = retryObserver
        self.waitObserver = waitObserver
        self.lostAnswerObserver = lostAnswerObserver
        health = ServiceHealth(budget: policy.budget)
        hidden = endpoint.hidden.map { SecretForms($0.revealed) }
    }

    /// What a person calls the service.
    var title: String { ServiceTitle.of(service) }

    /// What messages about the connection call the service; nil where addresses come with each request.
    var words: HTTPRequest.Service? {
        if endpoint.baseURL.isEmpty { return nil }
        return HTTPRequest.Service(title: title, address: "the address \(Redaction.url(endpoint.baseURL))")
    }

    /// The calendar time by the service's own clock, as far as its answers have told it.
    var serviceTime: ServiceInstant { time.calendar + health.clockOffset }
}
