@testable import ApiClients
import FoundationEssentials
import Hashing
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
        #expect(intent.file.xxh3 == "57100fffe0198cb813a062766290c100")
        #expect(intent.file.sha256 == nil && intent.file.md5 == nil)
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
        #expect(link.url.hasSuffix("upload-link"))
        let put = try #require(fixture.transport.requests.last)
        #expect(put.headers == HeaderFields())
        #expect(upload.file.md5 == nil)
    }

    /// The service signs a digest only if it has been told: without, the link would be good for nothing.
    @Test func theMD5IsTakenAndToldOnceALinkAsksForIt() async throws {
        var script = DataGovScript()
        script.link = "https://storage.example/bucket/key?X-Amz-SignedHeaders=content-md5%3Bhost&X-Amz-Signature=s"
        script.puts = [.success(HTTPResponse(status: 403)), .success(HTTPResponse(status: 200))]
        let (result, lines, fixture) = try await upload(script, .replace)
        let md5 = "w8a8Kujs5L0lENyiEiXAQQ=="
        #expect(try result.get().file.md5 == md5)
        #expect(
            lines.filter { $0 == "GET upload-link" || $0 == "PUT key" }
                == ["GET upload-link", "GET upload-link", "PUT key", "GET upload-link", "PUT key"])
        let links = fixture.transport.requests.filter { $0.url.contains("upload-link") }
        #expect(links.map { $0.url.hasSuffix("?md5=" + QueryString.escape(md5)) } == [false, true, true])
        let put = try #require(fixture.transport.requests.last)
        #expect(put.headers == HeaderFields([("Content-MD5", md5)]))
    }

    /// A version before had the SHA-256 and the MD5 of every file.
    @Test(arguments: [false, true])
    func anIntentOfAnEarlierVersionIsSentIfItsFileIsTheSame(isChanged: Bool) async throws {
        let file = try TemporaryFile("a,b\n1,2\n3,4\n")
        let fixture = DataGovScript().fixture()
        let client = try fixture.dataGov()
        let dataset = try #require(dataset)
        let result = try await fixture.clock.run { () async throws -> Result<Upload, ApiError> in
            let intent = try await client.prepareUpload(dataset, path: file.path)
            let source = try FileSource.open(file.path)
            guard case .sha256(let sha256) = try await FileDigest.sha256(of: source) else { throw CancellationError() }
            let text = String(decoding: try JSONEncoder().encode(intent), as: UTF8.self)
                .replacing("\"xxh3\":\"\(intent.file.xxh3 ?? "")\"", with: "\"sha256\":\"\(sha256)\",\"md5\":\"x\"")
            let earlier = try JSONDecoder().decode(UploadIntent.self, from: Data(text.utf8))
            if isChanged { try Data("a,b\n1,2\n3,5\n".utf8).write(to: URL(filePath: file.path)) }
            do {
                return .success(try await client.perform(earlier))
            } catch let error as ApiError {
                return .failure(error)
            }
        }
        if isChanged {
            let error = #expect(throws: ApiError.self) { try result.get() }
            #expect(error?.message == "\(file.path) was changed after it had been prepared for upload")
        } else {
            #expect(try result.get().file.xxh3 == nil)
        }
    }

    /// What was read for one purpose is not read again for the next, unless it may have changed.
    @Test func aFileIsReadOnceUntilItChanges() async throws {
        let file = try TemporaryFile("a,b\n1,2\n3,4\n")
        let reads = Shared<[Int64]>([])
        let open: FileSource.Opener = { path in
            var source = try FileSource.open(path)
            let read = source.read
            source.read = { offset, count in
                if count > 100_000 { reads.change { $0.append(offset) } }
                return try read(offset, count)
            }
            return source
        }
        let fixture = DataGovScript().fixture()
        var client = try fixture.dataGov()
        client = DataGovClient(
            try DataGovEndpoints("https://api-production.data.gov.sg"), environment: fixture.environment, files: open)
        let first = try await client.content(of: file.path)
        let count = reads.value.count
        #expect(try await client.content(of: file.path) == first && reads.value.count == count)
        try Data("a,b\n1,2\n3,4\n5,6\n".utf8).write(to: URL(filePath: file.path))
        #expect(try await client.content(of: file.path) != first && reads.value.count > count)
        #expect(first == "xxh3:\(XXH3.hash(Array("a,b\n1,2\n3,4\n".utf8)).hex)")
        #expect(try await client.content(of: "/missing") == nil)
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

    /// A script that was killed after it had prepared an upload sends it whenever it is started again.
    @Test(arguments: [UploadMode.append, .replace], [Duration.seconds(20), .seconds(3600)])
    func whatWasPreparedLongAgoIsComparedWithTheDatasetOfNow(mode: UploadMode, pause: Duration) async throws {
        var script = DataGovScript()
        script.rowCounts = [100, 40]
        script.updatedAt = ["2026-01-01T00:00:00.000Z", "2026-01-01T00:30:00.000Z"]
        let file = try TemporaryFile("a\n1\n")
        let fixture = script.fixture()
        let client = try fixture.dataGov()
        let dataset = try #require(dataset)
        let (intent, upload) = try await fixture.clock.run {
            let intent =
                try await mode == .append
                ? client.prepareAppend(dataset, path: file.path) : client.prepareUpload(dataset, path: file.path)
            try await fixture.clock.sleep(for: pause)
            return (intent, try await client.perform(intent))
        }
        let isLong = pause > .seconds(30)
        #expect(upload.baseline.rows == (mode == .append ? isLong ? 40 : 100 : nil))
        #expect(upload.baseline.lastUpdatedAt == script.updatedAt[isLong ? 1 : 0])
        #expect(intent.baseline.lastUpdatedAt == script.updatedAt[0])
    }

    /// The rows that a replacement brings are evidence of it only if the dataset did not begin with them before.
    @Test func theBaselineSaysWhetherTheRowsOfAReplacementWereThere() async throws {
        let ours = [#"{"a":"1","b":2}"#, #"{"a":"3","b":"4.0"}"#]
        let cases: [(total: Int?, first: [String], hadRows: Bool?)] = [
            (2, ours, true), (50, ours, true), (2, [ours[0]], false), (50, [ours[1], ours[0]], false), (1, ours, false),
            (0, [], false), (nil, [], nil),
        ]
        for (total, first, hadRows) in cases {
            var script = DataGovScript()
            script.rowCounts = [total]
            script.firstRows = first
            script.lastRows = []
            let file = try TemporaryFile("a,b\n1,2\n3,4\n")
            let fixture = script.fixture()
            let client = try fixture.dataGov()
            let dataset = try #require(dataset)
            let intent = try await fixture.clock.run { try await client.prepareUpload(dataset, path: file.path) }
            #expect(intent.baseline.hadRows == hadRows, "\(total ?? -1): \(first)")
            #expect(intent.baseline.rows == nil)
        }
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

    private static let server = ScriptedAnswer.success(HTTPResponse(status: 500))

    @Test(arguments: [ScriptedAnswer.reset, .timedOut, server])
    func anAppendInDoubtIsDoneIfItsRowsAreSeen(answer: ScriptedAnswer) async throws {
        var script = DataGovScript()
        script.puts = [answer]
        script.rowCounts = [100, 102]
        let (result, lines, _) = try await upload(script, .append)
        _ = try result.get()
        #expect(lines.count { $0 == "PUT key" } == 1)
    }

    /// Another officer's append ended, or is in progress, while ours was lost: neither says anything about ours.
    @Test(arguments: [
        [DataGovScript.status("PENDING"), DataGovScript.status("INGESTION_SUCCESS")],
        [DataGovScript.status("INGESTION_SUCCESS")],
        [DataGovScript.status("AWAITING_MODERATION"), DataGovScript.success],
    ])
    func anotherIngestionIsNoEvidence(statuses: [String]) async throws {
        var script = DataGovScript()
        script.puts = [.reset]
        script.statuses = [DataGovScript.success] + statuses
        for (counts, row) in [([100, 102], #"{"a":"7","b":"8"}"#), ([100, 100], #"{"a":"1","b":"2"}"#)] {
            script.rowCounts = counts
            script.lastRows = [row, row]
            let (result, lines, _) = try await upload(script, .append)
            let error = #expect(throws: ApiError.self) { try result.get() }
            #expect(error?.kind == .uncertain)
            #expect(lines.count { $0 == "PUT key" } == 1)
        }
    }

    @Test func ourRowsAmongThoseOfOthersAreFound() async throws {
        var script = DataGovScript()
        script.puts = [.reset]
        script.rowCounts = [100, 105]
        script.lastRows += [#"{"a":"7","b":"8"}"#]
        let (result, lines, _) = try await upload(script, .append)
        _ = try result.get()
        #expect(lines.count { $0 == "PUT key" } == 1)
    }

    @Test(arguments: [Duration.zero, .seconds(60), .seconds(900)])
    func anAppendWithoutAnAnswerIsNeverSentAgain(settle: Duration) async throws {
        var script = DataGovScript()
        script.puts = [.reset, .success(HTTPResponse(status: 200))]
        var options = DataGovOptions()
        options.appendSettle = settle
        let (result, lines, fixture) = try await upload(script, .append, options)
        let error = #expect(throws: ApiError.self) { try result.get() }
        #expect(error?.kind == .uncertain)
        #expect(error?.inDoubt == true)
        #expect(lines.count { $0 == "PUT key" } == 1)
        #expect(fixture.clock.now.sinceStart >= settle)
    }

    @Test func anAppendThatTheStorageAnsweredWithAnErrorIsSentAgainOnceNothingMoved() async throws {
        var script = DataGovScript()
        script.puts = [Self.server, .success(HTTPResponse(status: 200))]
        let (result, lines, fixture) = try await upload(script, .append)
        _ = try result.get()
        #expect(lines.count { $0 == "PUT key" } == 2)
        #expect(lines.count { $0 == "GET append-link" } == 2)
        #expect(fixture.clock.now.sinceStart >= .seconds(900))
    }

    @Test func strictNeverSendsAnAppendAgain() async throws {
        var script = DataGovScript()
        script.puts = [Self.server]
        var options = DataGovOptions()
        options.neverResendsAppends = true
        let (result, lines, _) = try await upload(script, .append, options)
        let error = #expect(throws: ApiError.self) { try result.get() }
        #expect(error?.kind == .uncertain)
        #expect(lines.count { $0 == "PUT key" } == 1)
    }

    @Test(arguments: [[100, 101], [100, nil], [nil, 100]], [ScriptedAnswer.reset, server])
    func anyOtherCountLeavesAnAppendUncertain(counts: [Int?], answer: ScriptedAnswer) async throws {
        var script = DataGovScript()
        script.puts = [answer]
        script.rowCounts = counts
        let (result, lines, _) = try await upload(script, .append)
        let error = #expect(throws: ApiError.self) { try result.get() }
        #expect(error?.kind == .uncertain)
        #expect(error?.inDoubt == true)
        #expect(lines.count { $0 == "PUT key" } == 1)
        if counts == [100, 101] {
            #expect(
                error?.message
                    == "\(DataGovScript.dataset) had 100 rows and now has 101, where the append would make 102")
        }
    }

    @Test(arguments: [ScriptedAnswer.reset, server])
    func aReplacementInDoubtIsSentAgain(answer: ScriptedAnswer) async throws {
        var script = DataGovScript()
        script.puts = [answer, .success(HTTPResponse(status: 200))]
        // Another officer's replacement with as many rows.
        script.rowCounts = [2]
        script.lastRows = [#"{"a":"7","b":"8"}"#, #"{"a":"9","b":"0"}"#]
        script.statuses = [
            DataGovScript.success, DataGovScript.status("PENDING"), DataGovScript.status("INGESTION_SUCCESS"),
        ]
        script.updatedAt = ["2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"]
        let (again, lines, _) = try await upload(script, .replace)
        _ = try again.get()
        #expect(lines.count { $0 == "PUT key" } == 2)
    }

    @Test func aReplacementInDoubtThatIsSeenIsNotSentAgain() async throws {
        var script = DataGovScript()
        script.puts = [.reset]
        script.rowCounts = [2]
        script.updatedAt = ["2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"]
        let (done, requests, _) = try await upload(script, .replace)
        _ = try done.get()
        #expect(requests.count { $0 == "PUT key" } == 1)
    }

    @Test func aLinkThatIsRefusedWhileAnIngestionIsHiddenIsAskedForAgain() async throws {
        let fixture = DataGovScript().fixture()
        let asked = Shared(0)
        var busy = fixture
        busy.environment.transport = Transport { request in
            if request.url.contains("append-link"), asked.next() < 4 {
                return try ScriptedAnswer.json(409, #"{"code":7,"errorMsg":"in progress"}"#).get()
            }
            return try await fixture.transport.transport.send(request)
        }
        let client = try busy.dataGov()
        let file = try TemporaryFile("a,b\n1,2\n")
        let dataset = try #require(dataset)
        _ = try await fixture.clock.run {
            try await client.perform(try await client.prepareAppend(dataset, path: file.path))
        }
        #expect(asked.value == 4)
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
        #expect(missing.description == "datagov.upload: cannot open /no/such.csv: no such file or directory")
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

    /// What is recorded on the way says after a crash whether the storage can have the file.
    @Test func afterACrashItIsKnownWhetherTheFileWasLetGo() async throws {
        let file = try TemporaryFile("a,b\n1,2\n3,4\n")
        var fixture = DataGovScript().fixture()
        let inner = fixture.environment.transport
        let letsGo = Shared(false)
        fixture.environment.transport = Transport { request in
            guard request.method == .put else { return try await inner.send(request) }
            if case .file(let body) = request.body, letsGo.value {
                let reader = FileBody.Reader(body)
                while try reader.next() != nil {}
            }
            throw CancellationError()
        }
        let client = try fixture.dataGov()
        let dataset = try #require(dataset)
        let before = fixture.transport
        let settlements = try await fixture.clock.run { () async throws -> [Settlement<Upload>] in
            var settlements: [Settlement<Upload>] = []
            for isLetGo in [false, true] {
                letsGo.change { $0 = isLetGo }
                let intent = try await client.prepareAppend(dataset, path: file.path)
                _ = try? await client.perform(intent)
                settlements.append(try await client.settle(intent))
            }
            return settlements
        }
        #expect(settlements[0] == .notHappened)
        guard case .unknown = settlements[1] else { throw ApiError(.internal, "\(settlements[1])") }
        #expect(before.requests.allSatisfy { $0.method == .get })
    }

    /// Without the record, as on another machine, an append is not known to be unsent.
    @Test func withoutARecordAnAppendIsOnlyLookedFor() async throws {
        var script = DataGovScript()
        let file = try TemporaryFile("a,b\n1,2\n3,4\n")
        for (counts, happened) in [([100, 100], false), ([100, 102], true)] {
            script.rowCounts = counts
            let fixture = script.fixture()
            let (client, elsewhere) = (try fixture.dataGov(), try fixture.dataGov())
            let dataset = try #require(dataset)
            let settlement = try await fixture.clock.run {
                try await elsewhere.settle(try await client.prepareAppend(dataset, path: file.path))
            }
            switch settlement {
            case .happened: #expect(happened)
            case .unknown: #expect(!happened)
            case .notHappened: Issue.record("an append would be sent again")
            }
            #expect(fixture.transport.requests.allSatisfy { $0.method == .get })
        }
    }
}
