/// What the clients of one process share: transport, slots, clocks and rules.
package struct ClientEnvironment: Sendable {
    /// Sends requests.
    package var transport: Transport
    /// Keeps the pacing slots.
    package var pacing: PacingStore
    /// How long and how often calls are tried.
    package var policy = RetryPolicy()
    /// The clocks.
    package var time = TimeSource.system
    /// Pauses and random names come from it.
    package var random = Randomness.system
    /// Called after each attempt.
    package var observer: AttemptObserver?
    /// Is told before a request is sent again.
    package var retryObserver: RetryObserver?
    /// Is told what calls wait for.
    package var waitObserver: WaitObserver?
    /// Is told what became of writes whose answer was lost.
    package var lostAnswerObserver: LostAnswerObserver?
    /// Names this process among those that share the slots.
    package var holder = ""
    /// Where ingestions into a dataset wait for each other; nil for a queue of each client's own.
    package var datasets: DatasetQueue?
    /// Where changes of links wait for those of other processes; nil if there are none.
    package var changes: LateChangeStore?

    /// An environment with defaults for the rest.
    package init(transport: Transport, pacing: PacingStore = .inMemory()) {
        self.transport = transport
        self.pacing = pacing
    }

    /// The channel to one service; make it once per account and share it.
    ///
    /// `group` names the operations that share `limits`, where a service has several limits.
    package func channel(
        _ service: String, _ endpoint: ServiceEndpoint, limits: PacingLimits, group: String
    ) -> ServiceChannel {
        let account = PacingAccount(endpoint, group: group, title: ServiceTitle.of(service))
        let pacer = Pacer(account, limits: limits, store: pacing, time: time, holder: holder)
        return unpacedChannel(service, endpoint, pacer: pacer)
    }

    /// A client for one of the short-link services.
    package func links(
        _ service: LinksService, _ endpoint: ServiceEndpoint, limits: PacingLimits = LinksService.limits
    ) -> LinksClient {
        LinksClient(
            service, channel: channel(service.rawValue, endpoint, limits: limits, group: "links"), changes: changes)
    }

    func unpacedChannel(_ service: String, _ endpoint: ServiceEndpoint, pacer: Pacer? = nil) -> ServiceChannel {
        ServiceChannel(
            service: service, endpoint: endpoint, transport: transport, pacer: pacer, policy: policy, time: time,
            random: random, observer: observer, retryObserver: retryObserver, waitObserver: waitObserver,
            lostAnswerObserver: lostAnswerObserver)
    }
}
