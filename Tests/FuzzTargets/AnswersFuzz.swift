import ApiClients
import Synchronization
import TestSupport

extension FuzzTarget {
    /// Whatever the services answer, a call ends with a value or an `ApiError`, and nothing keeps its client.
    ///
    /// The first byte chooses the call.
    public static let answers = FuzzTarget(name: "answers") {
        let thread = CallingThread()
        let places = try Places()
        return { input in
            let problem = Shared<String?>(nil)
            let kept = Shared(KeptServices())
            thread.run {
                do { try await call(input, at: places, kept) } catch {
                    if !(error is ApiError), !(error is CancellationError) {
                        problem.change { $0 = "an error that is no ApiError: \(type(of: error)): \(error)" }
                    }
                }
            }
            if kept.value.services != nil { return "something keeps the client after its call" }
            return problem.value
        }
    }

    /// The services of a call, for as long as anything keeps them.
    private struct KeptServices: Sendable {
        weak let services: AnsweringServices?

        init(_ services: AnsweringServices? = nil) { self.services = services }
    }

    /// The services as one call sees them.
    ///
    /// Nothing of the requests is kept: the body of an upload holds the client, which holds its transport.
    private final class AnsweringServices: Sendable {
        private let state: Mutex<(choices: ByteSource, requests: Int)>

        init(_ choices: ByteSource) { state = Mutex((choices, 0)) }

        var transport: Transport {
            Transport { request in
                let answer = try self.state.withLock { state throws(TransportFailure) in
                    state.requests += 1
                    return try AnswerText.next(to: request, number: state.requests, limit: 40, &state.choices)
                }
                if answer.status == 999 { throw TransportFailure(.closed, "reset", requestHandedOver: true) }
                return answer
            }
        }
    }

    /// How many calls there are to choose from.
    public static let answeredCalls = 14
    /// How many extremes there are.
    public static var answerExtremes: Int { AnswerText.extremes.count }

    /// What a call is made with that no answer changes.
    private struct Places: Sendable {
        var links: ServiceEndpoint
        var data: DataGovEndpoints
        var longURL: LongURL
        var name: ShortName
        var dataset: DatasetID

        init() throws {
            links = try ServiceEndpoint("https://links.example/api", key: Secret("test_v1_secret"))
            data = try DataGovEndpoints("https://data.example", key: Secret("admin-key"))
            longURL = try LongURL("https://www.example.gov.sg/a")
            name = try ShortName("a")
            dataset = try DatasetID("d_07c63be0f37e6e59c07a4ddc2fd87fcb")
        }
    }

    private static func call(_ input: [UInt8], at places: Places, _ kept: Shared<KeptServices>) async throws {
        var source = ByteSource(input)
        let kind = source.next() % answeredCalls
        let services = AnsweringServices(source)
        kept.change { $0 = KeptServices(services) }
        var environment = ClientEnvironment(transport: services.transport)
        environment.time = StandingTime().source
        environment.random = Randomness { 1 << 63 }
        if kind < 6 {
            try await link(kind, environment, places)
        } else {
            try await dataset(kind, environment, places)
        }
    }

    private static func link(_ kind: Int, _ environment: ClientEnvironment, _ places: Places) async throws {
        let links = environment.links(.go, places.links, limits: .unpaced)
        let name = places.name
        switch kind {
        case 0:
            _ = try await links.perform(links.prepareCreate(places.longURL, as: .given(name)))
        case 1: _ = try await links.perform(links.prepareCreate(places.longURL, as: .random))
        case 2: _ = try await links.perform(links.prepareUpdate(name, LinkChanges(state: try LinkState("ACTIVE"))))
        case 3: _ = try await links.find(name)
        case 4:
            _ = try await links.settle(links.prepareCreate(places.longURL, as: .given(name)))
        default:
            var pages = links.pages(size: 1)
            while try await pages.next() != nil {}
        }
    }

    private static func dataset(_ kind: Int, _ environment: ClientEnvironment, _ places: Places) async throws {
        let content = Array("a\n1\n".utf8)
        let file = FileSource(
            size: { Int64(content.count) },
            read: { offset, count in Array(content.dropFirst(Int(offset)).prefix(count)) })
        let client = DataGovClient(places.data, environment: environment) { _ in file }
        let dataset = places.dataset
        switch kind {
        case 6: _ = try await client.whoami()
        case 7: _ = try await client.datasets()
        case 8: _ = try await client.metadata(dataset).columns
        case 9:
            let status = try await client.ingestionStatus(dataset)
            _ = (status.state, status.errors)
        case 10:
            var rows = client.rows(RowQuery(dataset, limit: 1))
            while try await rows.next() != nil {}
        case 11: try await client.download(dataset, to: ByteSink(begin: {}, write: { _ in }))
        case 12:
            let upload = try await client.perform(client.prepareUpload(dataset, path: "a.csv"))
            _ = try await client.wait(upload)
        default:
            let intent = try await client.prepareAppend(dataset, path: "a.csv")
            _ = try await client.settle(intent)
            _ = try await client.wait(try await client.perform(intent))
        }
    }
}
