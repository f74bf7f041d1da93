import ApiClients
import FoundationEssentials
import Synchronization
import TestSupport
import Testing
import Timekeeping

/// The optional key of data.gov.sg's public APIs: where it goes, and the limits that it brings.
struct PublicKeyTests {
    private static let page = """
        {"success":true,"result":{"fields":[],"records":[{"a":"1"}],"total":1}}
        """
    private static let link = """
        {"code":0,"data":{"status":"DOWNLOAD_SUCCESS","url":"https://store.example/f?X-Amz=1"}}
        """

    private func client(
        _ fixture: Fixture, key: String? = "public-key-value", tier: PublicTier? = nil
    ) throws -> DataGovClient {
        var options = DataGovOptions()
        options.publicTier = tier
        return DataGovClient(
            try DataGovEndpoints("https://data.example", key: Secret("admin-key"), publicKey: key.map { Secret($0) }),
            environment: fixture.environment, options: options)
    }

    @Test func itGoesToSearchesAndDownloadsAlone() async throws {
        let dataset = try DatasetID(DataGovScript.dataset)
        let fixture = Fixture { request, _ in
            let url = request.url
            let text =
                if url.contains("datastore_search") {
                    Self.page
                } else if url.contains("-download") {
                    Self.link
                } else if url.contains("whoami") {
                    #"{"user":{"userId":"1","email":"a@b.gov.sg"}}"#
                } else {
                    #"{"code":0,"data":{"datasets":[],"pages":1}}"#
                }
            return try ScriptedAnswer.json(200, text).get()
        }
        let client = try client(fixture)
        try await fixture.clock.run {
            _ = try await client.whoami()
            _ = try await client.datasets()
            var rows = client.rows(RowQuery(dataset))
            _ = try await rows.next()
            try await client.download(dataset, to: ByteSink(begin: {}, write: { _ in }))
        }
        for request in fixture.transport.requests {
            let isPublic = request.url.contains("datastore_search") || request.url.contains("-download")
            #expect(request.headers["x-api-key"] == (isPublic ? "public-key-value" : nil), "\(request.url)")
            #expect((request.headers["x-dgs-admin-api-key"] != nil) == request.url.contains("whoami"))
        }
        #expect(fixture.transport.requests.count >= 5)
    }

    @Test(
        arguments: [
            (nil, nil, 4, 2), ("key", nil, 8, 4), ("key", .developer, 8, 4), ("key", .production, 20, 10),
            // Without a key the tier means nothing.
            (nil, .production, 4, 2),
        ] as [(String?, PublicTier?, Int, Int)])
    func eachKindOfRequestIsPacedByItsOwnWindow(
        _ key: String?, _ tier: PublicTier?, _ searches: Int, _ downloads: Int
    ) async throws {
        let dataset = try DatasetID(DataGovScript.dataset)
        let sent = Mutex<[(isSearch: Bool, at: BootInstant)]>([])
        var fixture = Fixture { request, _ in
            try ScriptedAnswer.json(200, request.url.contains("datastore_search") ? Self.page : Self.link).get()
        }
        let (inner, time) = (fixture.environment.transport, fixture.environment.time)
        fixture.environment.transport = Transport { request in
            if request.url.contains("datastore_search") || request.url.contains("-download") {
                sent.withLock { $0.append((request.url.contains("datastore_search"), time.now())) }
            }
            return try await inner.send(request)
        }
        let client = try client(fixture, key: key, tier: tier)
        try await fixture.clock.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<searches * 2 + 1 {
                    group.addTask {
                        var rows = client.rows(RowQuery(dataset))
                        _ = try await rows.next(timeout: .seconds(600))
                    }
                }
                for _ in 0..<downloads * 2 + 1 {
                    group.addTask {
                        try await client.download(dataset, to: ByteSink(begin: {}, write: { _ in }))
                    }
                }
                try await group.waitForAll()
            }
        }
        for (isSearch, limit) in [(true, searches), (false, downloads)] {
            let times = sent.withLock { $0.filter { $0.isSearch == isSearch }.map(\.at) }
            #expect(times.count > limit)
            for start in times {
                let window = times.filter { $0 >= start && $0 < start + .seconds(10) }.count
                #expect(window <= limit, "\(window) in ten seconds")
            }
            // And all of the limit is used.
            #expect(times.filter { $0 < (times.first ?? $0) + .seconds(10) }.count == limit)
        }
    }

    @Test(arguments: [401, 403])
    func aRefusalNamesIt(_ status: Int) async throws {
        let fixture = Fixture([.json(status, #"{"message":"Forbidden: public-key-value"}"#)])
        let client = try client(fixture)
        let dataset = try DatasetID(DataGovScript.dataset)
        let error = try await fixture.failure {
            var rows = client.rows(RowQuery(dataset))
            _ = try await rows.next()
        }
        #expect(error.kind == .auth)
        #expect(error.message == "data.gov.sg did not accept the public API key: Forbidden: [key]")
        #expect(error.hint == "Correct the key or leave it out: it only raises the limits.")
    }
}
