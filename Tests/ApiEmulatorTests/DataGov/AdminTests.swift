import NIOHTTP1
import Testing

@testable import ApiEmulator

struct AdminTests {
    @Test func whoami() async throws {
        try await Emulated.run { emulated in
            let reply = try await emulated.admin("auth/whoami")
            #expect(reply.status == 200)
            #expect(reply.text == #"{"user":{"userId":"167","email":"officer@example.gov.sg"}}"#)
        }
    }

    @Test(arguments: ["auth/whoami", "datasets", "datasets/\(DatasetSeed.visitorsId)/upload-link"])
    func wrongKey(path: String) async throws {
        try await Emulated.run { emulated in
            for key in ["wrong", emulated.access.goKey] {
                let reply = try await emulated.admin(path, key: key)
                #expect(reply.status == 401)
                #expect(reply.text == #"{"code":3,"name":"UNAUTHORIZED","errorMsg":"Invalid API key."}"#)
            }
        }
    }

    @Test(arguments: ["upload-link", "append-link"])
    func linksAreGivenWith201(kind: String) async throws {
        try await Emulated.run { emulated in
            let reply = try await emulated.admin("datasets/\(DatasetSeed.visitorsId)/\(kind)")
            #expect(reply.status == 201)
            #expect(reply.json["code"] == 0)
            let url = try #require(reply.json["data"]?["url"]?.string)
            #expect(url.hasPrefix("\(emulated.access.root)/storage/uploads/\(DatasetSeed.visitorsId)/"))
            #expect(url.contains("X-Amz-Date=20220919T033100Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&"))
        }
    }

    @Test(arguments: [
        ("d_00000000000000000000000000000000", 404, "Dataset d_00000000000000000000000000000000 was not found."),
        (DatasetSeed.draftId, 400, "The dataset must be published first."),
        ("d_ffffffffffffffffffffffffffffffff", 400, "The dataset must already contain data."),
    ])
    func prerequisites(dataset: String, status: Int, message: String) async throws {
        try await Emulated.run({
            $0.datasets.append(
                DatasetSeed(id: "d_ffffffffffffffffffffffffffffffff", name: "Empty", columns: ["a"], rows: []))
        }) { emulated in
            for kind in ["upload-link", "append-link"] {
                let reply = try await emulated.admin("datasets/\(dataset)/\(kind)")
                #expect(reply.status == status)
                #expect(reply.json["errorMsg"]?.string == message)
                #expect(reply.json["code"] != 0)
            }
        }
    }

    @Test func oneIngestionAtATime() async throws {
        try await Emulated.run({ $0.ingestion = IngestionTimes() }) { emulated in
            try await emulated.upload("month,museum,visitors\n2026-03,M,1\n", to: DatasetSeed.visitorsId)
            let reply = try await emulated.admin("datasets/\(DatasetSeed.visitorsId)/append-link")
            #expect(reply.status == 409)
            #expect(reply.json["errorMsg"] == "Another ingestion of the dataset is in progress.")
            #expect(try await emulated.admin("datasets/\(DatasetSeed.rainfallId)/append-link").status == 201)
            emulated.clock.advance(by: .seconds(5))
            #expect(try await emulated.admin("datasets/\(DatasetSeed.visitorsId)/append-link").status == 201)
        }
    }

    @Test(arguments: ["abc", "1B2M2Y8AsgTpgAmY7PhCfg", "1B2M2Y8AsgTpgAmY7PhC+w=="])
    func badDigest(md5: String) async throws {
        try await Emulated.run { emulated in
            let reply = try await emulated.admin("datasets/\(DatasetSeed.visitorsId)/upload-link?md5=\(md5)")
            #expect(reply.status == 400)
            #expect(reply.json["errorMsg"] == "md5 must be the Base64 of an MD5 digest.")
        }
    }

    @Test func pagesOfDatasets() async throws {
        try await Emulated.run({
            $0.datasets = (0..<23).map { number in
                let digits = String(repeating: "0", count: 30) + (number < 10 ? "0" : "") + String(number)
                return DatasetSeed(id: "d_\(digits)", name: "N\(number)", columns: ["a"], rows: [["1"]])
            }
        }) { emulated in
            var names: [String?] = []
            for page in 1...4 {
                let data = try await emulated.admin("datasets?page=\(page)").json["data"]
                #expect(data?["pages"] == 3)
                guard case .array(let datasets)? = data?["datasets"] else { continue }
                names += datasets.map { $0["name"]?.string }
            }
            #expect(names == (0..<23).map { "N\($0)" })
            #expect(try await emulated.admin("datasets?page=x").json["errorMsg"] == "page must be a number from 1.")
        }
    }

    @Test func statusNeedsAnIngestion() async throws {
        try await Emulated.run({
            $0.datasets = [DatasetSeed(id: DatasetSeed.draftId, name: "Empty", columns: ["a"], rows: [])]
        }) { emulated in
            let reply = try await emulated.admin("datasets/\(DatasetSeed.draftId)/ingestion-status")
            #expect(reply.status == 404)
            #expect(reply.json["errorMsg"] == "The dataset has no ingestion.")
        }
    }
}
