import CurlTransport
import NIOHTTP1
import Testing

@testable import ApiEmulator

struct DataGovFaultTests {
    private static let visitors = DatasetSeed.visitorsId
    private static let file = "month,museum,visitors\n2026-03,M,1\n"

    private static func run(
        _ faults: String, slowly: Bool = false, _ body: (Emulated) async throws -> Void
    ) async throws {
        let faults = try Faults(faults)
        try await Emulated.run(
            {
                $0.faults = faults
                if slowly { $0.ingestion = IngestionTimes(stale: .zero) }
            }, body)
    }

    @Test func expiredLink() async throws {
        try await Self.run("datagov:expired-link@1") { emulated in
            let reply = try await emulated.upload(Self.file, to: Self.visitors)
            #expect(reply.status == 403)
            #expect(reply.text.contains("<Message>Request has expired</Message>"))
            #expect(try await emulated.upload(Self.file, to: Self.visitors).status == 200)
        }
    }

    @Test func failingIngestion() async throws {
        try await Self.run("datagov:fail-ingestion@1") { emulated in
            try await emulated.upload(Self.file, to: Self.visitors)
            #expect(try await emulated.status(of: Self.visitors) == "INGESTION_FAILED")
            #expect(emulated.server.dataset(Self.visitors)?.rows == 4)
            try await emulated.upload(Self.file, to: Self.visitors)
            #expect(try await emulated.status(of: Self.visitors) == "INGESTION_SUCCESS")
            #expect(emulated.server.dataset(Self.visitors)?.rows == 1)
        }
    }

    @Test func hangingIngestion() async throws {
        try await Self.run("datagov:hang-ingestion@1") { emulated in
            try await emulated.upload(Self.file, to: Self.visitors)
            emulated.clock.advance(by: .seconds(1_000_000))
            #expect(try await emulated.status(of: Self.visitors) == "PENDING_INGESTION")
            #expect(emulated.server.dataset(Self.visitors)?.rows == 4)
        }
    }

    @Test func ingestionHangingForAWhile() async throws {
        try await Self.run("datagov:hang-ingestion:60s@1") { emulated in
            try await emulated.upload(Self.file, to: Self.visitors)
            emulated.clock.advance(by: .seconds(59))
            #expect(try await emulated.status(of: Self.visitors) == "PENDING_INGESTION")
            emulated.clock.advance(by: .seconds(1))
            #expect(try await emulated.status(of: Self.visitors) == "INGESTION_SUCCESS")
            #expect(emulated.server.dataset(Self.visitors)?.rows == 1)
        }
    }

    @Test func staleIngestion() async throws {
        try await Self.run("datagov:stale-ingestion:40s@2") { emulated in
            try await emulated.upload("bad", to: Self.visitors)
            try await emulated.upload(Self.file, to: Self.visitors)
            emulated.clock.advance(by: .seconds(39))
            #expect(try await emulated.status(of: Self.visitors) == "VALIDATION_FAILED")
            #expect(emulated.server.dataset(Self.visitors)?.rows == 1)
            emulated.clock.advance(by: .seconds(1))
            #expect(try await emulated.status(of: Self.visitors) == "INGESTION_SUCCESS")
        }
    }

    @Test func unknownStatus() async throws {
        try await Self.run("datagov:unknown-status@1", slowly: true) { emulated in
            try await emulated.upload(Self.file, to: Self.visitors)
            #expect(try await emulated.status(of: Self.visitors) == "AWAITING_MODERATION")
            emulated.clock.advance(by: .seconds(60))
            #expect(try await emulated.status(of: Self.visitors) == "INGESTION_SUCCESS")
        }
    }

    @Test func halfUpload() async throws {
        try await Self.run("storage:half-upload@1") { emulated in
            let link = try await emulated.link(Self.visitors)
            await #expect(throws: (any Error).self) {
                try await emulated.send(.PUT, link, body: .bytes([UInt8](repeating: 0x61, count: 64 * 65_536)))
            }
            #expect(emulated.server.ledger.uploads.isEmpty)
            #expect(emulated.server.ledger.requests.last?.outcome == .dropped)
            #expect(try await emulated.put(Self.file, to: link).status == 200)
        }
    }

    @Test(arguments: [("drop-before", 0), ("drop-after", 1)])
    func storageThatDrops(fault: String, uploads: Int) async throws {
        try await Self.run("storage:\(fault)@1") { emulated in
            let link = try await emulated.link(Self.visitors)
            await #expect(throws: (any Error).self) { try await emulated.put(Self.file, to: link) }
            #expect(emulated.server.ledger.uploads.count == uploads)
        }
    }

    @Test(arguments: [("500-before", 500, "InternalError", 0), ("503-after", 503, "SlowDown", 1)])
    func storageErrors(fault: String, status: Int, code: String, uploads: Int) async throws {
        try await Self.run("storage:\(fault)@1") { emulated in
            let reply = try await emulated.upload(Self.file, to: Self.visitors)
            #expect(reply.status == status)
            #expect(reply.code == code)
            #expect(emulated.server.ledger.uploads.count == uploads)
        }
    }

    @Test func revokedAdminKey() async throws {
        try await Self.run("datagov.status:revoked-key@1") { emulated async throws in
            #expect(try await emulated.admin("auth/whoami").status == 200)
            #expect(try await emulated.admin("datasets/\(Self.visitors)/ingestion-status").status == 401)
            #expect(try await emulated.admin("auth/whoami").status == 401)
        }
    }

    @Test func readSideMisbehavesByItself() async throws {
        try await Self.run("public.metadata:truncated-json@1") { emulated async throws in
            #expect(try await emulated.admin("datasets").json["code"] == 0)
            let reply = try await emulated.open("v2/public/api/datasets/\(Self.visitors)/metadata")
            #expect(reply.status == 200)
            #expect(reply.json == .null)
            #expect(reply.text.hasPrefix(#"{"code":0,"data":{"datasetId":"#))
        }
    }
}
