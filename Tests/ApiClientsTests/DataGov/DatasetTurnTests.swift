@testable import ApiClients
import TestSupport
import Testing

struct DatasetTurnTests {
    private let file = "a,b\n1,2\n3,4\n"

    /// Runs `body` with two clients of two processes that share a queue, as real ones do by the state directory.
    private func run(
        _ script: DataGovScript, _ options: DataGovOptions = DataGovOptions(),
        _ body: @escaping @Sendable (DataGovClient, DataGovClient, TemporaryFile, Fixture) async throws -> Void
    ) async throws {
        var fixture = script.fixture()
        fixture.environment.datasets = .inMemory(fixture.environment.time)
        let (one, other) = (try fixture.dataGov(options), try fixture.dataGov(options))
        let file = try TemporaryFile(file)
        let shared = fixture
        try await fixture.clock.run { try await body(one, other, file, shared) }
    }

    private func append(_ client: DataGovClient, _ file: TemporaryFile) async throws -> Upload {
        let dataset = try DatasetID(DataGovScript.dataset)
        return try await client.inTurn(at: dataset, for: .append) {
            try await client.perform(try await client.prepareAppend(dataset, path: file.path))
        }
    }

    private static func puts(_ fixture: Fixture) -> Int {
        fixture.transport.requests.count { $0.method == .put }
    }

    /// Nobody waits for the first upload.
    ///
    /// Its ingestion takes two hours; the next upload is not sent before its end.
    @Test func noTimerEndsTheWaitForAnIngestionInProgress() async throws {
        var script = DataGovScript()
        script.statuses =
            [DataGovScript.success] + Array(repeating: DataGovScript.status("PENDING_INGESTION"), count: 240)
            + [DataGovScript.status("INGESTION_SUCCESS")]
        script.rowCounts = [100, 102]
        try await run(script) { one, other, file, fixture in
            let first = try await append(one, file)
            let dataset = try DatasetID(DataGovScript.dataset)
            let second = try await other.inTurn(at: dataset, for: .append, timeout: .seconds(36_000)) {
                try await other.prepareAppend(dataset, path: file.path, timeout: .seconds(36_000))
            }
            #expect(fixture.clock.now.sinceStart > .seconds(6000))
            #expect(second.baseline.rows == 102)
            #expect(try await one.wait(first).state == .ingestionSuccess)
        }
    }

    /// The end of the first ingestion was seen by the next upload; a call that waits for the first learns it.
    @Test func theNextInTheQueueLearnsTheEndForWhoeverWaits() async throws {
        var script = DataGovScript()
        script.statuses = [
            DataGovScript.success, DataGovScript.status("PENDING"), DataGovScript.status("INGESTION_FAILED"),
        ]
        try await run(script) { one, other, file, _ in
            let first = try await append(one, file)
            let later = try TemporaryFile("a,b\n5,6\n")
            _ = try await append(other, later)
            let error = await #expect(throws: ApiError.self) { try await one.wait(first) }
            #expect(error?.kind == .ingestion)
            #expect(error?.failedUpload == first.id)
        }
    }

    @Test func aSecondWaitKnowsTheEndWithoutARequest() async throws {
        var script = DataGovScript()
        script.statuses = [DataGovScript.success, DataGovScript.status("PENDING"), DataGovScript.success]
        script.rowCounts = [100, 102]
        try await run(script) { one, other, file, fixture in
            let upload = try await append(one, file)
            _ = try await one.wait(upload)
            let requests = fixture.transport.requests.count
            #expect(try await other.wait(upload).state == .ingestionSuccess)
            #expect(fixture.transport.requests.count == requests)
        }
    }

    /// An append of which nothing was seen for as long as it is watched is not watched again for the next one.
    @Test func anAppendInDoubtHoldsTheNextUpOnlyOnce() async throws {
        var script = DataGovScript()
        script.puts = [.reset, .success(HTTPResponse(status: 200))]
        var options = DataGovOptions()
        options.appendSettle = .seconds(60)
        try await run(script, options) { one, other, file, fixture in
            let error = await #expect(throws: ApiError.self) { try await append(one, file) }
            #expect(error?.kind == .uncertain)
            let end = fixture.clock.now
            _ = try await append(other, try TemporaryFile("a,b\n5,6\n"))
            #expect(end.duration(to: fixture.clock.now) < .seconds(10))
        }
    }

    @Test func anUploadThatWasNeverSentHoldsNobodyUp() async throws {
        try await run(DataGovScript()) { one, other, file, fixture in
            let dataset = try DatasetID(DataGovScript.dataset)
            let intent = try await one.prepareAppend(dataset, path: file.path)
            _ = try await append(other, file)
            #expect(fixture.clock.now.sinceStart < .seconds(10))
            #expect(try await one.settle(intent) == .notHappened)
        }
    }

    @Test func theTimeoutBoundsTheWaitForAnEarlierIngestion() async throws {
        var script = DataGovScript()
        script.statuses = [DataGovScript.success, DataGovScript.status("PENDING_INGESTION")]
        try await run(script) { one, other, file, fixture in
            _ = try await append(one, file)
            let start = fixture.clock.now
            let dataset = try DatasetID(DataGovScript.dataset)
            let error = await #expect(throws: ApiError.self) {
                try await other.inTurn(at: dataset, for: .replace, timeout: .seconds(5)) {
                    try await other.prepareUpload(dataset, path: file.path)
                }
            }
            #expect(error?.kind == .timeout)
            #expect(
                error?.description == "datagov.upload: the ingestion of \(dataset) that an earlier upload of this "
                    + "script sent is still PENDING_INGESTION")
            #expect(start.duration(to: fixture.clock.now) <= .seconds(6))
            #expect(Self.puts(fixture) == 1)
        }
    }

    @Test func twoQuestionsForTheStatusAreASecondApart() async throws {
        var script = DataGovScript()
        script.statuses = [DataGovScript.success, DataGovScript.status("PENDING"), DataGovScript.success]
        script.rowCounts = [100, 102]
        var fixture = script.fixture()
        let times = Shared<[Duration]>([])
        let inner = fixture.environment.transport
        let clock = fixture.clock
        fixture.environment.transport = Transport { request in
            if request.url.hasSuffix("ingestion-status") { times.change { $0.append(clock.now.sinceStart) } }
            return try await inner.send(request)
        }
        let client = try fixture.dataGov()
        let file = try TemporaryFile(file)
        try await clock.run { _ = try await client.wait(try await append(client, file)) }
        let gaps = zip(times.value, times.value.dropFirst()).map { $1 - $0 }
        #expect(gaps.count >= 2)
        #expect(gaps.allSatisfy { $0 >= .seconds(1) })
    }

    @Test func whoGetsNoTurnIsToldInTheCallsName() async throws {
        var fixture = DataGovScript().fixture()
        fixture.environment.datasets = DatasetQueue { _, _, _, _ in throw ApiError(.timeout, "still in progress") }
        let client = try fixture.dataGov()
        let dataset = try DatasetID(DataGovScript.dataset)
        let error = await #expect(throws: ApiError.self) {
            try await client.inTurn(at: dataset, for: .replace) { () }
        }
        #expect(error?.description == "datagov.upload: still in progress")
    }
}
