import ApiClients
import ApiEmulator
import FoundationEssentials
import Hashing
import TestSupport
import Testing

struct UploadTests {
    @Test func aReplacementTakesThePlaceOfAllRows() async throws {
        try await LiveServices.run {
            $0.ingestion = Visitors.times
        } _: { services in
            let client = try services.dataGov([Visitors.file: Visitors.march])
            let upload = try await client.upload(Visitors.dataset, Visitors.file)
            let seen = Shared<[String]>([])
            let status = try await client.wait(upload) { status in seen.change { $0.append(status.state.rawValue) } }
            #expect(status.state == .ingestionSuccess)
            #expect(
                seen.value == [
                    "INGESTION_SUCCESS", "PENDING", "PENDING_VALIDATION", "VALIDATION_PASSED", "PENDING_INGESTION",
                    "INGESTION_SUCCESS",
                ])
            #expect(services.server.csv(of: DatasetSeed.visitorsId) == Visitors.march)
            #expect(
                services.steps.prefix(5) == [
                    "ingestion-status 200", "datastore_search 200", "metadata 200", "upload-link 201", "PUT 200",
                ])
        }
    }

    @Test func anAppendAddsItsRows() async throws {
        try await LiveServices.run {
            $0.ingestion = Visitors.times
        } _: { services in
            let client = try services.dataGov([Visitors.file: Visitors.march])
            let upload = try await client.append(Visitors.dataset, Visitors.file)
            #expect(upload.file.rows == 2)
            #expect(upload.baseline.rows == 4)
            let status = try await client.wait(upload)
            #expect(status.state == .ingestionSuccess)
            #expect(services.server.ledger.applied.map(\.rowsAfter) == [6])
            #expect(services.server.ledger.uploads.map(\.appends) == [true])
        }
    }

    @Test func aLargeFileIsStreamedAndCheckedByItsDigest() async throws {
        let rows = (0..<20_000).map { "2026-03,M\($0),\($0)\n" }.joined()
        let content = Visitors.header + rows
        try await LiveServices.run { services in
            let client = try services.dataGov([Visitors.file: content])
            let intent = try await client.prepareUpload(Visitors.dataset, path: Visitors.file)
            let progress = Shared<[Int64]>([])
            _ = try await client.perform(intent) { sent in progress.change { $0.append(sent) } }
            let chunk = Int64(FileBody.chunkSize)
            #expect(progress.value == [chunk, 2 * chunk, 3 * chunk, Int64(content.utf8.count)])
            let upload = try #require(services.server.ledger.uploads.first)
            #expect(upload.rows == 20_000)
            #expect(try upload.md5 == content.md5InHex())
        }
    }

    /// The body of an upload holds the client, and the client its transport: one that kept a body would keep all.
    @Test(arguments: [UploadMode.replace, .append])
    func nothingKeepsAClientWhoseUploadHasEnded(mode: UploadMode) async throws {
        final class Content: Sendable {
            let bytes = Array(Visitors.march.utf8)
        }
        struct Kept: Sendable {
            weak let content: Content?
        }
        let kept = Shared<[Kept]>([])
        try await LiveServices.run { services in
            for _ in 0..<3 {
                let content = Content()
                kept.change { $0.append(Kept(content: content)) }
                var environment = services.environment
                environment.observer = nil
                let endpoints = try DataGovEndpoints(
                    services.access.datagovUrl, key: Secret(services.access.datagovKey))
                let client = DataGovClient(endpoints, environment: environment) { _ in
                    FileSource(
                        size: { Int64(content.bytes.count) },
                        read: { Array(content.bytes.dropFirst(Int($0)).prefix($1)) })
                }
                let upload =
                    mode == .append
                    ? try await client.append(Visitors.dataset, Visitors.file)
                    : try await client.upload(Visitors.dataset, Visitors.file)
                _ = try await client.wait(upload)
            }
        }
        // The transport has been shut down: its thread holds nothing either.
        #expect(kept.value.count == 3)
        #expect(kept.value.allSatisfy { $0.content == nil })
    }

    /// The service signs a digest that it is told; here it is told one from the start, so that its links ask for it.
    @Test func whatWasDamagedOnTheWayIsNotStoredWhereTheLinkAsksForADigest() async throws {
        try await LiveServices.run { services in
            var services = services
            let wire = services.wire
            services.environment.transport = Transport { request in
                var request = request
                if request.method == .put { request.body = .bytes(Array(Visitors.april.utf8)) }
                if request.url.hasSuffix("upload-link") {
                    let md5 = try Data(MD5.hash(Visitors.march.utf8)).base64EncodedString()
                    request.url += "?md5=" + md5.replacing("+", with: "%2B")
                }
                return try await wire.send(request)
            }
            let client = try services.dataGov([Visitors.file: Visitors.march])
            let error = try await failure { try await client.upload(Visitors.dataset, Visitors.file) }
            #expect(error.kind == .rejected)
            #expect(
                error.message == "the storage refused the file: BadDigest: "
                    + "The Content-MD5 you specified did not match what we received.")
            #expect(services.steps.filter { $0.hasPrefix("PUT") } == ["PUT 400", "PUT 400", "PUT 400"])
            #expect(services.server.ledger.uploads.isEmpty)
        }
    }

    @Test(arguments: [UploadMode.replace, .append])
    func anExpiredLinkIsAskedForAnew(mode: UploadMode) async throws {
        try await LiveServices.run(faults: "datagov:expired-link@1") { services in
            let client = try services.dataGov([Visitors.file: Visitors.march])
            _ =
                try await mode == .replace
                ? client.upload(Visitors.dataset, Visitors.file) : client.append(Visitors.dataset, Visitors.file)
            let link = mode == .replace ? "upload-link 201" : "append-link 201"
            #expect(services.steps.suffix(4) == [link, "PUT 403", link, "PUT 200"])
            #expect(services.server.ledger.uploads.count == 1)
        }
    }

    @Test func linksThatAreAlwaysExpiredAreAnError() async throws {
        try await LiveServices.run(faults: "datagov:expired-link") { services in
            let client = try services.dataGov([Visitors.file: Visitors.march])
            let error = try await failure { try await client.append(Visitors.dataset, Visitors.file) }
            #expect(error.kind == .rejected)
            #expect(
                error.description == "datagov.append: the storage refused the file: AccessDenied: Request has expired")
            #expect(error.service == "storage")
            #expect(error.status == 403)
            #expect(!error.inDoubt)
        }
    }

    @Test func aDatasetThatIsNotPublishedTakesNoFile() async throws {
        try await LiveServices.run { services in
            let client = try services.dataGov([Visitors.file: Visitors.march])
            for upload in [client.upload, client.append] {
                let error = try await failure { try await upload(Visitors.draft, Visitors.file) }
                #expect(error.kind == .rejected)
                #expect(error.message == "The dataset must be published first.")
                #expect(error.service == "datagov")
                #expect(error.status == 400)
            }
            #expect(services.server.ledger.uploads.isEmpty)
        }
    }

    @Test func anUnknownDatasetIsNotFound() async throws {
        let unknown = "d_00000000000000000000000000000000"
        try await LiveServices.run { services in
            let client = try services.dataGov([Visitors.file: Visitors.march])
            let dataset = try DatasetID(unknown)
            for call in [
                { _ = try await client.upload(dataset, Visitors.file) },
                { _ = try await client.append(dataset, Visitors.file) },
                { _ = try await client.ingestionStatus(dataset) }, { _ = try await client.metadata(dataset) },
            ] as [() async throws -> Void] {
                let error = try await failure(call)
                #expect(error.kind == .notFound)
                #expect(error.message == "Dataset \(unknown) was not found.")
                #expect(error.status == 404)
            }
        }
    }

    @Test func theNextUploadWaitsForTheIngestionUnderWay() async throws {
        try await LiveServices.run {
            $0.ingestion = Visitors.times
            $0.ingestion.stale = .zero
        } _: { services in
            let client = try services.dataGov([Visitors.file: Visitors.march, "april.csv": Visitors.april])
            _ = try await client.append(Visitors.dataset, Visitors.file)
            let second = try await client.append(Visitors.dataset, "april.csv")
            #expect(services.clock.elapsed >= .seconds(9))
            #expect(second.baseline.rows == 6)
            _ = try await client.wait(second)
            #expect(services.server.ledger.applied.map(\.rowsAfter) == [6, 7])
        }
    }
}
