import FoundationEssentials
import Hummingbird

/// Which path leads to which service.
struct EmulatorRoutes {
    let router: Router<EmulatorContext>
    let faults: FaultInjector

    init(
        _ configuration: EmulatorConfiguration, clock: EmulatorClock, ledger: LedgerBook, state: EmulatedState,
        seed: UInt64
    ) {
        faults = FaultInjector(configuration.faults, seed: seed &+ 3)
        let reception = Reception(
            clock: clock, ledger: ledger, faults: faults, keys: KeyRing(configuration.accounts),
            answerDelay: configuration.answerDelay, delays: SeededRandom(seed: seed &+ 4))
        let rate = RateLimiter.Rule(requests: configuration.rate, window: .seconds(1), block: configuration.block)
        let presigner = Presigner(secret: configuration.seed.map { "seed \($0)" } ?? UUID().uuidString)
        let names = SeededRandom(seed: seed &+ 5)

        router = Router(context: EmulatorContext.self)
        if let mark = configuration.mark {
            router.get(RouterPath(EmulatorConfiguration.markPath)) { _, _ in
                Answer(status: 200, contentType: "text/plain; charset=utf-8", body: mark).response
            }
        }
        LinksRoutes(
            service: .go, store: state.go, reception: reception, rateRule: rate,
            rules: LongURLRules(ownHosts: ["go.gov.sg", "staging.go.gov.sg"])
        ).add(to: router)
        LinksRoutes(
            service: .forsg, store: state.forsg, reception: reception, rateRule: rate,
            rules: LongURLRules(ownHosts: ["for.sg", "staging.for.sg"])
        ).add(to: router)
        AdminRoutes(
            store: state.datasets, presigner: presigner, reception: reception, faults: faults,
            linkLifetime: configuration.linkLifetime, random: names
        ).add(to: router)
        PublicRoutes(
            store: state.datasets, presigner: presigner, reception: reception, isLimited: configuration.rate > 0
        ).add(to: router)
        StorageRoutes(
            datasets: state.datasets, objects: state.objects, presigner: presigner, reception: reception,
            faults: faults
        ).add(to: router)
    }
}
