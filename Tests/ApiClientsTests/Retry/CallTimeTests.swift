@testable import ApiClients
import TestSupport
import Testing

/// No call outlasts its timeout by more than one look at a write in doubt, however the service keeps it waiting.
struct CallTimeTests {
    /// A call, named as scripts name it.
    enum Call: String, CaseIterable, Sendable {
        case create, update, list, get, whoami, status, datasets, metadata, rows

        /// Makes the call with a timeout.
        func make(_ links: LinksClient, _ dataGov: DataGovClient, _ timeout: Duration) async throws {
            let dataset = try DatasetID(DataGovScript.dataset)
            switch self {
            case .create:
                let intent = try links.prepareCreate(LongURL("https://www.example.sg/a"))
                _ = try await links.perform(intent, timeout: timeout)
            case .update:
                let intent = try links.prepareUpdate(ShortName("abc"), LinkChanges(state: .inactive))
                _ = try await links.perform(intent, timeout: timeout)
            case .list: _ = try await links.list(timeout: timeout)
            case .get: _ = try await links.find(ShortName("abc"), timeout: timeout)
            case .whoami: _ = try await dataGov.whoami(timeout: timeout)
            case .status: _ = try await dataGov.ingestionStatus(dataset, timeout: timeout)
            case .datasets: _ = try await dataGov.datasets(timeout: timeout)
            case .metadata: _ = try await dataGov.metadata(dataset, timeout: timeout)
            case .rows:
                var rows = dataGov.rows(RowQuery(dataset))
                _ = try await rows.next(timeout: timeout)
            }
        }
    }

    /// How a service keeps a call waiting.
    enum Delay: String, CaseIterable, Sendable {
        case neverAnswers, answersLate, fails, closesConnections, staysInProgress
    }

    @Test(arguments: Call.allCases, Delay.allCases)
    func aCallEndsInItsTime(call: Call, delay: Delay) async throws {
        for seconds in [1, 7, 45] {
            let clock = Shared<VirtualClock?>(nil)
            let fixture = Fixture { request, _ in
                switch delay {
                case .neverAnswers:
                    try await clock.value?.sleep(for: request.timeout)
                    throw TransportFailure(.timedOut, "no answer in time", requestHandedOver: true)
                case .answersLate:
                    try await clock.value?.sleep(for: min(.seconds(4), request.timeout))
                    return try ScriptedAnswer.html(502).get()
                case .fails: return try ScriptedAnswer.html(503).get()
                case .closesConnections:
                    throw TransportFailure(.closed, "connection reset", requestHandedOver: true)
                case .staysInProgress:
                    let status = DataGovScript.status("PENDING_INGESTION")
                    return try ScriptedAnswer.json(200, #"{"code":0,"data":\#(status)}"#).get()
                }
            }
            clock.change { $0 = fixture.clock }
            let (links, dataGov) = (try fixture.links(), try Self.dataGov(fixture))
            let timeout = Duration.seconds(seconds)
            _ = try await fixture.clock.run {
                try? await call.make(links, dataGov, timeout)
            }
            #expect(fixture.clock.now.sinceStart <= timeout + .seconds(5), "\(seconds) s")
        }
    }

    private static func dataGov(_ fixture: Fixture) throws -> DataGovClient {
        DataGovClient(
            try DataGovEndpoints("https://data.example", key: Secret("admin-key")), environment: fixture.environment
        ) { _ in FileSource(size: { 4 }, read: { Array("a\n1\n".utf8.dropFirst(Int($0)).prefix($1)) }) }
    }
}
