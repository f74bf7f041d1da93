@testable import ApiClients
import FoundationEssentials
import TestSupport
import Testing

struct UploadTests {
    private let dataset = try? DatasetID(DataGovScript.dataset)

    /// Prepares and performs; gives the upload and the requests after those of the preparation.
    private func upload(
        _ script: DataGovScript, _ mode: UploadMode, _ options: DataGovOptions = DataGovOptions()
    ) async throws -> (Result<Upload, ApiError>, [String], Fixture) {
        let file = try TemporaryFile("a,b\n1,2\n3,4\n")
        let fixture = script.fixture()
        let client = try fixture.dataGov(options)
        let dataset = try #require(dataset)
        let (result, before) = try await fixture.clock.run { () async throws -> (Result<Upload, ApiError>, Int) in
            let intent =
                try await mode == .append
                ? client.prepareAppend(dataset, path: file.path) : client.prepareUpload(dataset, path: file.path)
            let before = fixture.transport.requests.count
            do {
                return (.success(try await client.perform(intent)), before)
            } catch let error as ApiError {
                return (.failure(error), before)
            }
        }
        let lines = fixture.transport.lines.dropFirst(before).map { line in
            line.split(separator: "?")[0].split(separator: "/").last.map { "\(line.prefix(3)) \($0)" } ?? ""
        }
        return (result, lines, fixture)
    }

    @Test func theIntentHoldsTheFileAndTheBaseline() async throws {
        let file = try TemporaryFile("a,b\r\n1,\"two\nlines\"\r\n\r\n3,4")
        let fixture = DataGovScript().fixture()
        let client = try fixture.dataGov()
        let dataset = try #require(dataset)
        let intent = try await fixture.clock.run { try await client.prepareAppend(dataset, path: file.path) }
        #expect(intent.file.size == 25)
        #expect(intent.file.rows == 2)
        #expect(intent.file.sha256 == "a4c5bc768a7ccac3a1799bfe5ca1cd0152f7bc9ca561e6cb8187ba9a5fb7a1b6")
        #expect(intent.baseline.rows == 100)
        #expect(intent.baseline.status["status"] == .string("INGESTION_SUCCESS"))
        let text = try JSONEncoder().encode(intent)
        #expect(try JSONDecoder().decode(UploadIntent.self, from: text) == intent)
    }

    @Test func theFileGoesToTheLinkWithoutTheKey() async throws {
        let (result, lines, fixture) = try await upload(DataGovScript(), .replace)
        let upload = try result.get()
        #expect(upload.mode == .replace)
        #expect(lines == ["GET upload-link", "PUT key"])
        let link = fixture.transport.requests[fixture.transport.requests.count - 2]
        #expect(link.headers["x-dgs-admin-api-key"] == "admin-key")
        #expect(link.url.hasSuffix("upload-link?md5=" + QueryString.escape(upload.file.md5)))
        let put = try #require(fixture.transport.requests.last)
        #expect(put.headers == HeaderFields([("Content-MD5", upload.file.md5)]))
        #expect(upload.file.md5 == "w8a8Kujs5L0lENyiEiXAQQ==")
    }

    @Test func aRunningIngestionIsWaitedForBeforeTheBaselineIsTaken() async throws {
        var script = DataGovScript()
        script.statuses = [DataGovScript.status("PENDING_INGESTION"), DataGovScript.status("INGESTION_SUCCESS")]
        let file = try TemporaryFile("a\n1\n")
        let fixture = script.fixture()
        let client = try fixture.dataGov()
        let dataset = try #require(dataset)
        let intent = try await fixture.clock.run { try await client.prepareAppend(dataset, path: file.path) }
        #expect(intent.baseline.status["id"] == .int(2))
        #expect(fixture.clock.now.sinceStart == .seconds(1))
    }

    @Test func anExpiredLinkIsAskedForAnew() async throws {
        var script = DataGovScript()
        let expired = ScriptedAnswer.success(
            HTTPResponse(
                status: 403,
                body: Data(
                    "<?xml?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>".utf8)))
        script.puts = [expired, .success(HTTPResponse(status: 200))]
        let (result, lines, _) = try await upload(script, .append)
        _ = try result.get()
        #expect(lines == ["GET append-link", "PUT key", "GET append-link", "PUT key"])

        script.puts = [expired]
        let (refused, requests, _) = try await upload(script, .append)
        let error = #expect(throws: ApiError.self) { try refused.get() }
        #expect(error?.kind == .rejected)
        #expect(error?.message == "the storage refused the file: AccessDenied: Request has expired")
        #expect(error?.service == "storage")
        #expect(requests.filter { $0 == "PUT key" }.count == 3)
    }

    @Test(arguments: [
        ScriptedAnswer.notSent, .failure(TransportFailure(.closed, "reset", requestHandedOver: false)),
        .success(HTTPResponse(status: 503, requestBodyHandedOver: false)),
    ])
    func anUploadThatIsSurelyNotStoredIsSentAgain(answer: ScriptedAnswer) async throws {
        var script = DataGovScript()
        script.puts = [answer, .success(HTTPResponse(status: 200))]
        let (result, lines, _) = try await upload(script, .append)
        _ = try result.get()
        #expect(lines == ["GET append-link", "PUT key", "GET append-link", "PUT key"])
    }

    @Test(arguments: [ScriptedAnswer.reset, .timedOut, .success(HTTPResponse(status: 500))])
    func anAppendInDoubtIsDoneIfTheStatusMoved(answer: ScriptedAnswer) async throws {
        var script = DataGovScript()
        script.puts = [answer]
        script.statuses = [DataGovScript.success, DataGovScript.success, DataGovScript.status("PENDING")]
        let (result, lines, _) = try await upload(script, .append)
        _ = try result.get()
        #expect(lines.filter { $0 == "PUT key" }.count == 1)
    }

    @Test func anAppendInDoubtIsDoneIfExactlyItsRowsCame() async throws {
        var script = DataGovScript()
        script.puts = [.reset]
        script.rowCounts = [100, 102]
        let (result, lines, _) = try await upload(script, .append)
        _ = try result.get()
        #expect(lines.filter { $0 == "PUT key" }.count == 1)
    }

    @Test func anAppendThatMovedNothingIsSentAgain() async throws {
        var script = DataGovScript()
        script.puts = [.reset, .success(HTTPResponse(status: 200))]
        let (result, lines, fixture) = try await upload(script, .append)
        _ = try result.get()
        #expect(lines.filter { $0 == "PUT key" }.count == 2)
        #expect(lines.filter { $0 == "GET append-link" }.count == 2)
        #expect(fixture.clock.now.sinceStart >= .seconds(120))
    }

    @Test func strictNeverSendsAnAppendAgain() async throws {
        var script = DataGovScript()
        script.puts = [.reset]
        var options = DataGovOptions()
        options.neverResendsAppends = true
        let (result, lines, _) = try await upload(script, .append, options)
        let error = #expect(throws: ApiError.self) { try result.get() }
        #expect(error?.kind == .uncertain)
        #expect(lines.filter { $0 == "PUT key" }.count == 1)
    }

    @Test(arguments: [[100, 101], [100, nil], [nil, 100]])
    func anyOtherCountLeavesAnAppendUncertain(counts: [Int?]) async throws {
        var script = DataGovScript()
        script.puts = [.reset]
        script.rowCounts = counts
        let (result, lines, _) = try await upload(script, .append)
        let error = #expect(throws: ApiError.self) { try result.get() }
        #expect(error?.kind == .uncertain)
        #expect(error?.inDoubt == true)
        #expect(lines.filter { $0 == "PUT key" }.count == 1)
        if counts == [100, 101] {
            #expect(
                error?.message
                    == "\(DataGovScript.dataset) had 100 rows and now has 101, where the append would make 102")
        }
    }

    @Test func aReplacementInDoubtIsSentAgainOnlyIfNothingMoved() async throws {
        var script = DataGovScript()
        script.puts = [.reset, .success(HTTPResponse(status: 200))]
        let (again, lines, fixture) = try await upload(script, .replace)
        _ = try again.get()
        #expect(lines.filter { $0 == "PUT key" }.count == 2)
        #expect(fixture.clock.now.sinceStart >= .seconds(60))

        script.updatedAt = ["2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"]
        let (done, requests, _) = try await upload(script, .replace)
        _ = try done.get()
        #expect(requests.filter { $0 == "PUT key" }.count == 1)
    }

    @Test func aFileThatWasChangedIsNotSent() async throws {
        let file = try TemporaryFile("a\n1\n")
        let fixture = DataGovScript().fixture()
        let client = try fixture.dataGov()
        let dataset = try #require(dataset)
        for text in ["a\n2\n", "a\n1\n2\n", "a\n"] {
            let error = try await fixture.failure {
                try file.write("a\n1\n")
                let intent = try await client.prepareUpload(dataset, path: file.path)
                try file.write(text)
                return try await client.perform(intent)
            }
            #expect(error.kind == .data)
            #expect(error.message == "\(file.path) was changed after it had been prepared for upload")
            #expect(error.inDoubt == false)
        }
    }

    @Test func filesThatCannotBeSentAreErrorsAtOnce() async throws {
        let fixture = DataGovScript().fixture()
        let client = try fixture.dataGov()
        let dataset = try #require(dataset)
        let missing = try await fixture.failure { try await client.prepareUpload(dataset, path: "/no/such.csv") }
        #expect(missing.description == "datagov.upload: cannot open /no/such.csv: No such file or directory")
        let empty = try TemporaryFile("")
        let error = try await fixture.failure { try await client.prepareAppend(dataset, path: empty.path) }
        #expect(error.description == "datagov.append: \(empty.path) is empty")
        #expect(fixture.transport.requests.isEmpty)
    }

    @Test func aLinkToPlainHTTPIsRefused() async throws {
        var script = DataGovScript()
        script.link = "http://storage.example/key?sig=1"
        let (result, _, _) = try await upload(script, .replace)
        let error = #expect(throws: ApiError.self) { try result.get() }
        #expect(error?.message == "data.gov.sg gave a link that is not https: http://storage.example/key?…")
    }

    @Test func settlingAfterACrashNeverSends() async throws {
        var script = DataGovScript()
        script.rowCounts = [100, 100, 102]
        let file = try TemporaryFile("a\n1\n2\n")
        let fixture = script.fixture()
        let client = try fixture.dataGov()
        let dataset = try #require(dataset)
        let settlements = try await fixture.clock.run {
            let intent = try await client.prepareAppend(dataset, path: file.path)
            return [try await client.settle(intent), try await client.settle(intent)]
        }
        #expect(settlements[0] == .notHappened)
        guard case .happened = settlements[1] else { throw ApiError(.internal, "\(settlements[1])") }
        #expect(fixture.transport.requests.allSatisfy { $0.method == .get })
    }
}
