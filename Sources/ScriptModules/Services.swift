package import ApiClients
package import StartRecords
import Synchronization
import Timekeeping

/// The services that a script reaches, each made when it is first used: a script that uses none needs no key.
package final class Services: Sendable {
    private let makeLinks: @Sendable (LinksService) throws -> LinksClient
    private let makeDataGov: @Sendable () throws -> DataGovClient
    // A mutex is released by way of its value's type. That of a dictionary, or of a large structure, is looked up among
    // all types of the program, which takes a run that uses no service longer than its script.
    private let links = Mutex<[(client: LinksClient, start: PacingStatistics?)]>([])
    private let datagov = Mutex<DataGov?>(nil)

    private final class DataGov: Sendable {
        let client: DataGovClient

        init(_ client: DataGovClient) { self.client = client }
    }

    /// Shows what is waited for.
    let live: LiveStatus?
    /// Counts what is done.
    let meter: WorkMeter?
    /// The clocks that scripts see.
    let time: TimeSource
    /// The service that plain `links.*` means.
    package let defaultLinks: LinksService

    /// - Parameters:
    ///   - defaultLinks: The service that plain `links.*` means.
    ///   - live: Shows what is waited for.
    ///   - meter: Counts what is done.
    ///   - time: The clocks that scripts see.
    ///   - links: Makes the client of a short-link service; throws for a missing key or a wrong address.
    ///   - datagov: Makes the client of data.gov.sg.
    package init(
        defaultLinks: LinksService, live: LiveStatus? = nil, meter: WorkMeter? = nil, time: TimeSource = .system,
        links: @escaping @Sendable (LinksService) throws -> LinksClient,
        datagov: @escaping @Sendable () throws -> DataGovClient
    ) {
        self.defaultLinks = defaultLinks
        self.live = live
        self.meter = meter
        self.time = time
        makeLinks = links
        makeDataGov = datagov
    }

    func client(for service: LinksService) throws -> LinksClient {
        try links.withLock { made in
            if let known = made.first(where: { $0.client.service == service }) { return known.client }
            let client = try makeLinks(service)
            made.append((client, client.channel.pacer?.statistics()))
            return client
        }
    }

    func dataGovClient() throws -> DataGovClient {
        try datagov.withLock { made in
            if let made { return made.client }
            let client = try makeDataGov()
            made = DataGov(client)
            return client
        }
    }

    /// Has every client created again at its next use, as in a process that has just started.
    package func forgetClients() {
        links.withLock { $0 = [] }
        datagov.withLock { $0 = nil }
    }

    /// What every short-link service in use has let through until now, and until `earlier` or its first use.
    func uses(since earlier: [LinksService: PacingStatistics] = [:]) -> [LinksService: PacingUse] {
        var uses: [LinksService: PacingUse] = [:]
        for made in links.withLock({ $0 }) {
            guard let now = made.client.channel.pacer?.statistics(), let start = made.start else { continue }
            uses[made.client.service] = PacingUse(now: now, start: earlier[made.client.service] ?? start)
        }
        return uses
    }

    /// What was sent to a short-link service since it was first used.
    func use(of service: LinksService) throws -> (now: PacingStatistics, start: PacingStatistics)? {
        let client = try client(for: service)
        let start = links.withLock { made in made.first { $0.client.service == service }?.start }
        guard let now = client.channel.pacer?.statistics(), let start else { return nil }
        return (now, start)
    }
}

/// What a service let through between two moments.
struct PacingUse: Sendable {
    var now: PacingStatistics
    var start: PacingStatistics

    /// The share of the limit that was used, from 0 to 1; nil if unpaced, or if nothing was sent.
    ///
    /// What could have been let through counts the window that was free at the start, so that a short run is not over
    /// its limit.
    var share: Double? {
        let requests = now.requests - start.requests
        let slots = Double(now.limits.slots)
        guard slots > 0, requests > 0 else { return nil }
        let windows = (now.now - start.now) / now.limits.window
        return min(1, Double(requests) / ((windows + 1) * slots))
    }
}
