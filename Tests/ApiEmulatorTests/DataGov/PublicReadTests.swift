import NIOHTTP1
import Testing

@testable import ApiEmulator

struct PublicReadTests {
    private static let visitors = DatasetSeed.visitorsId

    /// The admin key among them: it is no key of the public side.
    @Test func refusesKeysThatNobodyHas() async throws {
        try await Emulated.run { emulated in
            let search = "api/action/datastore_search?resource_id=\(Self.visitors)&limit=1"
            for key in ["no-such-key", emulated.access.datagovKey] {
                let reply = try await emulated.open(search, key: key)
                #expect(reply.status == 403)
            }
        }
    }

    @Test func listsPublishedDatasetsOnly() async throws {
        try await Emulated.run { emulated in
            let data = try await emulated.open("v2/public/api/datasets").json["data"]
            guard case .array(let datasets)? = data?["datasets"] else { return #expect(Bool(false), "no datasets") }
            #expect(
                datasets.map { $0["datasetId"]?.string }
                    == [DatasetSeed.shortLinksId, DatasetSeed.visitorsId, DatasetSeed.rainfallId])
            #expect(
                datasets[0].members
                    == [
                        "createdAt", "coverageEnd", "coverageStart", "datasetId", "format", "lastUpdatedAt",
                        "managedByAgencyName", "name", "status",
                    ].sorted())
        }
    }

    @Test func metadataFollowsTheData() async throws {
        try await Emulated.run { emulated in
            emulated.clock.advance(by: .seconds(60))
            try await emulated.upload("a,n\nx,1\n", to: Self.visitors)
            let data = try await emulated.open("v2/public/api/datasets/\(Self.visitors)/metadata").json["data"]
            #expect(data?["lastUpdatedAt"] == "2022-09-19T03:32:00.000Z")
            #expect(data?["datasetSize"] == 8)
            #expect(data?["columnMetadata"]?["order"] == ["c_1", "c_2"])
            let second = data?["columnMetadata"]?["metaMapping"]?["c_2"]
            #expect(second?["name"] == "n")
            #expect(second?["dataType"] == "Numeric")
        }
    }

    @Test(arguments: [
        ("", [1, 2, 3, 4], 4),
        ("&limit=1&offset=2", [3], 4),
        ("&offset=9", [], 4),
        ("&q=asian", [2, 4], 2),
        ("&filters=%7B%22month%22%3A%222026-02%22%7D", [3, 4], 2),
        ("&filters=%7B%22month%22%3A%5B%222026-01%22%2C%222026-02%22%5D%2C%22visitors%22%3A28310%7D", [2], 1),
        ("&sort=visitors+desc", [1, 3, 4, 2], 4),
        ("&sort=month+desc,visitors", [4, 3, 2, 1], 4),
    ])
    func searches(query: String, ids: [Int], total: Int) async throws {
        try await Emulated.run { emulated in
            let reply = try await emulated.open("api/action/datastore_search?resource_id=\(Self.visitors)\(query)")
            #expect(reply.status == 200)
            #expect(reply.json["success"] == true)
            let result = reply.json["result"]
            guard case .array(let records)? = result?["records"] else { return #expect(Bool(false), "no records") }
            #expect(records.map { $0["_id"] } == ids.map { .int($0) })
            #expect(result?["total"] == .int(total))
        }
    }

    @Test func searchResultHasTheShapeOfCkan() async throws {
        try await Emulated.run { emulated in
            let reply = try await emulated.open("api/action/datastore_search?resource_id=\(Self.visitors)&limit=1")
            let path = "/api/action/datastore_search?resource_id=\(Self.visitors)&limit=1"
            #expect(
                reply.text == """
                    {"success":true,"result":{"resource_id":"\(Self.visitors)","fields":[{"type":"text","id":"month"},\
                    {"type":"text","id":"museum"},{"type":"numeric","id":"visitors"},{"type":"int4","id":"_id"}],\
                    "records":[{"_id":1,"month":"2026-01","museum":"National Museum","visitors":"41250"}],\
                    "_links":{"start":"\(path)","next":"\(path)&offset=1"},"limit":1,"total":4}}
                    """)
        }
    }

    @Test(arguments: [
        ("resource_id=d_0", 404, "Not found: Resource \"d_0\" was not found."),
        ("resource_id=\(DatasetSeed.draftId)", 404, "Not found: Resource \"\(DatasetSeed.draftId)\" was not found."),
        ("resource_id=\(visitors)&limit=x", 409, "Invalid integer"),
        ("resource_id=\(visitors)&sort=nothing", 409, "Invalid sort clause: nothing"),
        ("resource_id=\(visitors)&filters=%7B", 409, "Cannot parse JSON"),
        ("resource_id=\(visitors)&filters=%7B%22x%22%3A1%7D", 409, "invalid filter: x"),
    ])
    func badSearches(query: String, status: Int, message: String) async throws {
        try await Emulated.run { emulated in
            let reply = try await emulated.open("api/action/datastore_search?\(query)")
            #expect(reply.status == status)
            #expect(reply.json["success"] == false)
            #expect(reply.text.contains(Json.string(message).text))
        }
    }

    @Test func downloads() async throws {
        try await Emulated.run { emulated in
            try await emulated.upload("a,n\nx,1\n", to: Self.visitors)
            #expect(try await emulated.open("v1/public/api/datasets/\(Self.visitors)/initiate-download").status == 201)
            let poll = try await emulated.open("v1/public/api/datasets/\(Self.visitors)/poll-download")
            #expect(poll.status == 200)
            let url = try #require(poll.json["data"]?["url"]?.string)
            let file = try await emulated.send(.GET, url)
            #expect(file.text == "a,n\nx,1\n")
            emulated.clock.advance(by: .seconds(301))
            #expect(try await emulated.send(.GET, url).status == 403)
        }
    }

    /// By S3's rules: one range, checked against the tag; what is no range gets the whole.
    @Test(
        arguments: [
            ("bytes=0-2", 206, "a,n"), ("bytes=4-", 206, "x,1\n"), ("bytes=-2", 206, "1\n"),
            ("bytes=4-99", 206, "x,1\n"), ("bytes=8-", 416, nil), ("bytes=9-12", 416, nil), ("bytes=-0", 416, nil),
            ("bytes=3-1", 200, "a,n\nx,1\n"), ("bytes=0-1,3-4", 200, "a,n\nx,1\n"), ("lines=1-2", 200, "a,n\nx,1\n"),
        ] as [(String, Int, String?)])
    func servesParts(_ range: String, _ status: Int, _ text: String?) async throws {
        try await Emulated.run { emulated in
            try await emulated.upload("a,n\nx,1\n", to: Self.visitors)
            let poll = try await emulated.open("v1/public/api/datasets/\(Self.visitors)/poll-download")
            let url = try #require(poll.json["data"]?["url"]?.string)
            let whole = try await emulated.send(.GET, url)
            let tag = try #require(whole.headers.first(name: "etag"))
            let part = try await emulated.send(.GET, url, headers: ["Range": range, "If-Match": tag])
            #expect(part.status == status)
            if let text { #expect(part.text == text) }
            let other = try await emulated.send(.GET, url, headers: ["Range": range, "If-Match": "\"0\""])
            #expect(other.status == 412)
        }
    }

    @Test(arguments: [
        (nil, 4, 2), ("emulator-public-developer-key", 8, 4), ("emulator-public-production-key", 20, 10),
    ])
    func limits(key: String?, searches: Int, downloads: Int) async throws {
        try await Emulated.run({ $0.rate = 5 }) { emulated in
            let search = "api/action/datastore_search?resource_id=\(Self.visitors)"
            let download = "v1/public/api/datasets/\(Self.visitors)/poll-download"
            for (path, allowed) in [(search, searches), (download, downloads)] {
                for _ in 0..<allowed {
                    #expect(try await emulated.open(path, key: key).status == 200)
                }
                let refused = try await emulated.open(path, key: key)
                #expect(refused.status == 429)
                #expect(refused.json["errorMsg"] == "Too many requests.")
            }
            #expect(try await emulated.open("v2/public/api/datasets", key: key).status == 200)
            emulated.clock.advance(by: .seconds(10))
            #expect(try await emulated.open(search, key: key).status == 200)
        }
    }
}

extension Json {
    fileprivate var members: [String] {
        guard case .object(let members) = self else { return [] }
        return members.map(\.name).sorted()
    }
}
