import NIOHTTP1
import Testing

@testable import ApiEmulator

struct LinkListTests {
    private static func seeds(_ configuration: inout EmulatorConfiguration) {
        configuration.links = [
            LinkSeed(.go, shortUrl: "moh-a", longUrl: "https://A.gov.sg/Path", clicks: 3, age: .seconds(40)),
            LinkSeed(.go, shortUrl: "moh-b", longUrl: "https://b.gov.sg/50%25", clicks: 9, age: .seconds(30)),
            LinkSeed(
                .go, shortUrl: "moe-c", longUrl: "https://c.gov.sg/x_y", isActive: false, clicks: 3, age: .seconds(20)),
            LinkSeed(.go, shortUrl: "moe-a", longUrl: "https://d.gov.sg/", isFile: true, age: .seconds(20)),
            LinkSeed(.go, shortUrl: "other", longUrl: "https://e.gov.sg/", owner: 9),
        ]
    }

    @Test(arguments: [
        ("", ["moe-a", "moe-c", "moh-b", "moh-a"], 4),
        ("?sortDirection=asc", ["moh-a", "moh-b", "moe-a", "moe-c"], 4),
        ("?orderBy=clicks", ["moh-b", "moe-c", "moh-a", "moe-a"], 4),
        ("?orderBy=clicks&sortDirection=asc", ["moe-a", "moe-c", "moh-a", "moh-b"], 4),
        ("?limit=2", ["moe-a", "moe-c"], 4),
        ("?limit=2&offset=3", ["moh-a"], 4),
        ("?limit=0", [], 4),
        ("?offset=9", [], 4),
        ("?state=INACTIVE", ["moe-c"], 1),
        ("?isFile=true", ["moe-a"], 1),
        ("?isFile=false&state=ACTIVE", ["moh-b", "moh-a"], 2),
        ("?searchText=moh", ["moh-b", "moh-a"], 2),
        ("?searchText=MOH-A", ["moh-a"], 1),
        ("?searchText=A.gov", [], 0),
        ("?searchText=.gov.sg/", ["moe-a", "moe-c", "moh-b", "moh-a"], 4),
        ("?searchText=Path", [], 0),
        ("?searchText=mo_-a", ["moe-a", "moh-a"], 2),
        ("?searchText=m%25a", ["moe-a", "moh-a"], 2),
        ("?searchText=50%5C%25", ["moh-b"], 1),
        ("?searchText=x%5C_y", ["moe-c"], 1),
        ("?searchText=", ["moe-a", "moe-c", "moh-b", "moh-a"], 4),
        ("?searchText=moe&limit=1&offset=1", ["moe-c"], 2),
    ])
    func pages(query: String, names: [String], count: Int) async throws {
        try await Emulated.run(Self.seeds) { emulated in
            let reply = try await emulated.go(.GET, query)
            #expect(reply.status == 200)
            guard case .array(let urls)? = reply.json["urls"] else { throw Missing() }
            #expect(urls.map { $0["shortUrl"]?.string } == names)
            #expect(reply.json["count"] == .int(count))
        }
    }

    @Test(arguments: [
        ("limit=1001", #""limit" must be less than or equal to 1000"#),
        ("limit=-1", #""limit" must be larger than or equal to 0"#),
        ("limit=1.5", #""limit" must be an integer"#),
        ("limit=x", #""limit" must be a number"#),
        ("offset=-1", #""offset" must be larger than or equal to 0"#),
        ("orderBy=shortUrl", #""orderBy" must be one of [createdAt, clicks]"#),
        ("sortDirection=up", #""sortDirection" must be one of [desc, asc]"#),
        ("state=active", #""state" must be one of [ACTIVE, INACTIVE]"#),
        ("isFile=maybe", #""isFile" must be a boolean"#),
        ("page=2", #""page" is not allowed"#),
    ])
    func validation(query: String, message: String) async throws {
        try await Emulated.run { emulated in
            let reply = try await emulated.go(.GET, "?\(query)")
            #expect(reply.status == 400)
            #expect(reply.message == "ValidationError: \(message)")
        }
    }

    @Test func searchFollowsAChange() async throws {
        try await Emulated.run { emulated async throws in
            for name in ["a", "b", "c"] { try await emulated.create(name, "https://\(name).example.sg/old") }
            _ = try await emulated.go(.PATCH, "/b", json: #"{"longUrl":"https://b.example.sg/new"}"#)
            _ = try await emulated.go(.PATCH, "/b", json: #"{"state":"INACTIVE"}"#)
            for (text, count) in [("old", 2), ("new", 1), ("b.example", 1), ("example", 3), ("b\nhttps", 0)] {
                let text = PercentEncoding.encode(text)
                #expect(try await emulated.go(.GET, "?searchText=\(text)").json["count"] == .int(count))
            }
            #expect(try await emulated.go(.GET, "?searchText=new").json["urls"]?.text.contains("INACTIVE") == true)
        }
    }

    @Test func defaultLimitIsThousand() async throws {
        try await Emulated.run({
            $0.links = (0..<1003).map { LinkSeed(.go, shortUrl: "l\($0)", longUrl: "https://a.sg") }
        }) { emulated in
            let reply = try await emulated.go(.GET)
            guard case .array(let urls)? = reply.json["urls"] else { throw Missing() }
            #expect(urls.count == 1000)
            #expect(reply.json["count"] == 1003)
        }
    }

    private struct Missing: Error {}
}
