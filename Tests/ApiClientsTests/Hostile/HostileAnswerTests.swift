import ApiClients
import FoundationEssentials
import Synchronization
import TestSupport
import Testing
import Timekeeping

/// Whatever a service answers, a call ends with a value or an ``ApiError``: every operation, every place of its answer,
/// every replacement.
struct HostileAnswerTests {
    /// Where the operations of one client come from, and which answer they get.
    private struct Calls: Sendable {
        let links: LinksClient
        let data: DataGovClient
        let dataset: DatasetID
        let file: String

        /// Makes the calls that ask for an operation.
        func perform(_ operation: HostileOperation) async throws {
            let short = Duration.seconds(5)
            switch operation {
            case .list:
                _ = try? await links.list(timeout: short)
                _ = try? await links.find(try ShortName("a"), timeout: short)
                var pages = links.pages(size: 2)
                for _ in 0..<3 { guard (try? await pages.next(timeout: short)) != nil else { break } }
            case .create:
                let intent = try links.prepareCreate(
                    try LongURL("https://www.example.gov.sg/a"), as: .given(ShortName("a")))
                _ = try? await links.perform(intent, within: TimeAllowed(short))
                _ = try? await links.settle(intent, within: TimeAllowed(short))
            case .update:
                let intent = try links.prepareUpdate(try ShortName("a"), LinkChanges(state: .inactive))
                _ = try? await links.perform(intent, within: TimeAllowed(short))
                _ = try? await links.settle(intent, within: TimeAllowed(short))
            case .whoami: _ = try? await data.whoami(timeout: short)
            case .datasets: _ = try? await data.datasets(timeout: short)
            case .metadata: _ = try? await data.metadata(dataset, timeout: short).columns
            case .search:
                var rows = data.rows(RowQuery(dataset, offset: .max))
                for _ in 0..<3 { guard (try? await rows.next(timeout: short)) != nil else { break } }
                await upload(short)
            case .status:
                _ = try? await data.ingestionStatus(dataset, timeout: short).errors
                _ = try? await data.wait(dataset, timeout: short)
                await upload(short)
            case .uploadLink, .appendLink, .put: await upload(short)
            case .initiateDownload, .pollDownload, .get:
                _ = try? await data.download(dataset, to: ByteSink(begin: {}, write: { _ in }), timeout: short)
            }
        }

        private func upload(_ timeout: Duration) async {
            for isAppend in [false, true] {
                guard
                    let intent = isAppend
                        ? try? await data.prepareAppend(dataset, path: file, timeout: timeout)
                        : try? await data.prepareUpload(dataset, path: file, timeout: timeout)
                else { continue }
                if let upload = try? await data.perform(intent, timeout: timeout) {
                    _ = try? await data.wait(upload, timeout: .seconds(200))
                }
                _ = try? await data.settle(intent, timeout: timeout)
            }
        }
    }

    @Test(arguments: HostileOperation.allCases)
    func everyAnswerEndsInAValueOrAnError(_ operation: HostileOperation) async throws {
        let folder = ScratchFolder()
        let file = try folder.file("a.csv", "a\n1\n")
        let good = operation.answer(storage: "https://storage.example")
        let now = Mutex<BootInstant>(1_000_000_000)
        for (_, json) in HostileAnswer.replacements {
            for place in 0..<HostileAnswer.places(in: good) {
                let text = HostileAnswer.text(of: good, replacing: place, by: json)
                let transport = Transport { request in
                    let path = String(request.url.dropFirst("https://".count).drop { $0 != "/" })
                    let asked = HostileOperation(method: request.method.rawValue, path: path)
                    let body = asked == operation ? text : asked?.answer(storage: "https://storage.example").text ?? "?"
                    return HTTPResponse(
                        status: 200,
                        headers: HeaderFields([
                            ("Date", "Fri, 31 Dec 9999 23:59:60 GMT"), ("Content-Length", "-9223372036854775808"),
                        ]), body: Data(body.utf8))
                }
                var environment = ClientEnvironment(transport: transport)
                environment.time = TimeSource(
                    now: { now.withLock { $0 } },
                    date: { Date(timeIntervalSince1970: now.withLock { ($0 - .start) / .seconds(1) }) },
                    sleep: { pause in now.withLock { $0 = $0 + pause } })
                let calls = Calls(
                    links: environment.links(
                        .go, try ServiceEndpoint("https://links.example/api", key: Secret("key-of-links")),
                        limits: .unpaced),
                    data: DataGovClient(
                        try DataGovEndpoints("https://data.example", key: Secret("key-of-data")),
                        environment: environment),
                    dataset: try DatasetID(HostileOperation.dataset), file: file)
                try await calls.perform(operation)
            }
        }
    }
}
