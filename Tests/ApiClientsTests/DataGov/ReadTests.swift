import ApiClients
import FoundationEssentials
import TestSupport
import Testing

struct ReadTests {
    private let dataset = try? DatasetID(DataGovScript.dataset)

    @Test(arguments: [
        "d_07c63be0f37e6e59c07a4ddc2fd87fcb",
        "https://data.gov.sg/datasets/d_07c63be0f37e6e59c07a4ddc2fd87fcb/view",
        "https://beta.data.gov.sg/datasets?query=x&resultId=d_07c63be0f37e6e59c07a4ddc2fd87fcb#tab",
    ])
    func datasetsAreNamedByIDOrPage(text: String) throws {
        #expect(try DatasetID(text).text == "d_07c63be0f37e6e59c07a4ddc2fd87fcb")
    }

    @Test(arguments: [
        "", "d_07", "D_07c63be0f37e6e59c07a4ddc2fd87fcb", "d_07c63be0f37e6e59c07a4ddc2fd87fcbb", "https://x/",
    ])
    func otherTextsAreNoDatasets(text: String) {
        let error = #expect(throws: ApiError.self) { try DatasetID(text) }
        #expect(error?.message == "\(text) is not a dataset id (d_ and 32 hexadecimal digits)")
    }

    @Test func whoamiSaysWhoseKeyItIs() async throws {
        let fixture = Fixture([.json(200, #"{"user":{"userId":"167","email":"a@b.gov.sg"}}"#)])
        let client = try fixture.dataGov()
        let account = try await fixture.clock.run { try await client.whoami() }
        #expect(account.email == "a@b.gov.sg")
        #expect(fixture.transport.lines == ["GET /v2/admin/api/auth/whoami"])
        #expect(fixture.transport.requests[0].headers["x-dgs-admin-api-key"] == "admin-key")
    }

    @Test(arguments: ["errorMsg", "errMsg"])
    func aCodeOtherThanZeroIsAnError(name: String) async throws {
        let fixture = Fixture([.json(200, #"{"code":4,"\#(name)":"no such dataset"}"#)])
        let client = try fixture.dataGov()
        let dataset = try #require(dataset)
        let error = try await fixture.failure { try await client.ingestionStatus(dataset) }
        #expect(error.kind == .rejected)
        #expect(error.description == "datagov.status: no such dataset")
        #expect(error.service == "datagov")
    }

    @Test func theCatalogueIsReadWithoutTheKey() async throws {
        let page = #"{"code":0,"data":{"datasets":[{"datasetId":"d_1","name":"N","lastUpdatedAt":"2026"}],"pages":7}}"#
        let fixture = Fixture([.json(200, page)])
        let client = try fixture.dataGov()
        let datasets = try await fixture.clock.run { try await client.datasets(page: 2) }
        #expect(datasets.pages == 7)
        #expect(datasets.datasets.map(\.name) == ["N"])
        #expect(fixture.transport.lines == ["GET /v2/public/api/datasets?page=2"])
        #expect(fixture.transport.requests[0].headers["x-dgs-admin-api-key"] == nil)
    }

    @Test func metadataListsColumnsInOrder() async throws {
        let body = """
            {"code":0,"data":{"name":"N","datasetSize":"12","columnMetadata":{"order":["c2","c1"],"metaMapping":{\
            "c1":{"name":"a","columnTitle":"A","dataType":"Text"},"c2":{"name":"b"}}}}}
            """
        let fixture = Fixture([.json(200, body)])
        let client = try fixture.dataGov()
        let dataset = try #require(dataset)
        let metadata = try await fixture.clock.run { try await client.metadata(dataset) }
        #expect(metadata.columns.map(\.name) == ["b", "a"])
        #expect(metadata.size == 12)
    }

    @Test func rowsEndAtTheirTotal() async throws {
        func page(_ range: Range<Int>) -> ScriptedAnswer {
            let rows = range.map { #"{"_id":\#($0),"v":"\#($0)"}"# }.joined(separator: ",")
            return .json(
                200, #"{"success":true,"result":{"fields":[{"id":"v","type":"text"}],"records":[\#(rows)],"total":5}}"#)
        }
        let fixture = Fixture([page(0..<2), page(2..<4), page(4..<5)])
        let client = try fixture.dataGov()
        let query = RowQuery(try #require(dataset), limit: 2, filters: ["year": .int(2025)])
        let values = try await fixture.clock.run {
            var rows = client.rows(query)
            var values: [String] = []
            while let page = try await rows.next() { values += page.records.compactMap { $0["v"]?.string } }
            return values
        }
        #expect(values == ["0", "1", "2", "3", "4"])
        #expect(
            fixture.transport.lines[1] == "GET /api/action/datastore_search?resource_id=\(DataGovScript.dataset)"
                + "&limit=2&offset=2&filters=%7B%22year%22%3A2025%7D")
        #expect(fixture.clock.now.sinceStart == .zero)
    }

    @Test func rowsHaveTheirOwnLimit() async throws {
        let fixture = Fixture { _, _ in
            try ScriptedAnswer.json(200, #"{"success":true,"result":{"records":[{"a":1}],"total":5}}"#).get()
        }
        let client = try fixture.dataGov()
        let query = RowQuery(try #require(dataset), limit: 1)
        try await fixture.clock.run {
            var rows = client.rows(query)
            while try await rows.next() != nil {}
        }
        #expect(fixture.clock.now.sinceStart == .seconds(10))
    }

    @Test func aDownloadIsPreparedPolledAndFollowed() async throws {
        let fixture = Fixture([
            .json(201, #"{"code":0,"data":{"status":"INITIATED"}}"#),
            .json(200, #"{"code":0,"data":{"status":"WORKING"}}"#),
            .json(200, #"{"code":0,"data":{"url":"https://storage.example/f?sig=1"}}"#),
            .success(HTTPResponse(status: 302, headers: HeaderFields([("Location", "/g?sig=2")]))),
            .success(HTTPResponse(status: 200)),
        ])
        let client = try fixture.dataGov()
        let dataset = try #require(dataset)
        let sink = ByteSink(begin: {}, write: { _ in })
        try await fixture.clock.run { try await client.download(dataset, to: sink) }
        #expect(fixture.transport.lines.suffix(2) == ["GET /f?sig=1", "GET /g?sig=2"])
        #expect(fixture.transport.requests[4].url == "https://storage.example/g?sig=2")
        #expect(fixture.transport.requests.allSatisfy { $0.headers["x-dgs-admin-api-key"] == nil })
    }
}
