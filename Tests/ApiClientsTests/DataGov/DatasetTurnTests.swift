@testable import ApiClients
import TestSupport
import Testing

struct DatasetTurnTests {
    /// A queue that lets everybody in at once and notes who came, and which turns ended.
    private struct Log: Sendable {
        let lines = Shared<[String]>([])

        func queue(_ clock: VirtualClock) -> DatasetQueue {
            DatasetQueue { [lines] dataset, host, _ in
                lines.change { $0.append("begin at \(host)") }
                return { lines.change { $0.append("end after \(clock.now.sinceStart)") } }
            }
        }
    }

    private let log = Log()
    private let moved = [DataGovScript.success, DataGovScript.status("INGESTION_SUCCESS")]

    private func client(_ fixture: Fixture) throws -> DataGovClient {
        var fixture = fixture
        fixture.environment.datasets = log.queue(fixture.clock)
        return try fixture.dataGov()
    }

    /// Uploads in a turn; the file has to exist for that long.
    private func upload(_ client: DataGovClient, _ file: TemporaryFile) async throws -> Upload {
        let dataset = try DatasetID(DataGovScript.dataset)
        return try await client.inTurn(at: dataset, for: .append) {
            try await client.perform(try await client.prepareAppend(dataset, path: file.path))
        }
    }

    @Test func aTurnLastsUntilTheIngestionWasSeenToEnd() async throws {
        var script = DataGovScript()
        script.statuses = [DataGovScript.success, DataGovScript.status("PENDING_INGESTION")] + moved.dropFirst()
        let fixture = script.fixture()
        let client = try client(fixture)
        let file = try TemporaryFile("a\n1\n")
        try await fixture.clock.run {
            let upload = try await upload(client, file)
            #expect(log.lines.value == ["begin at data.example"])
            _ = try await client.wait(upload)
        }
        #expect(log.lines.value == ["begin at data.example", "end after 1.0 seconds"])
    }

    @Test func aTurnNobodyWaitsInEndsWhenTheStatusSurelyShowsTheIngestion() async throws {
        var fixture = DataGovScript().fixture()
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let sleeps = Shared<[Duration]>([])
        fixture.environment.datasets = DatasetQueue { _, _, _ in { end.yield() } }
        fixture.environment.time.sleep = { duration in sleeps.change { $0.append(duration) } }
        let client = try fixture.dataGov()
        _ = try await upload(client, try TemporaryFile("a\n1\n"))
        for await _ in ends { break }
        #expect(sleeps.value == [.seconds(60)])
    }

    @Test func nothingHandedOverEndsTheTurnAtOnce() async throws {
        let fixture = DataGovScript().fixture()
        let client = try client(fixture)
        let dataset = try DatasetID(DataGovScript.dataset)
        try await fixture.clock.run {
            _ = try await client.inTurn(at: dataset, for: .append) { "a dry run" }
        }
        await #expect(throws: ApiError.self) {
            try await client.inTurn(at: dataset, for: .append) { throw ApiError(.data, "no file") }
        }
        let turn = ["begin at data.example", "end after 0.0 seconds"]
        #expect(log.lines.value == turn + turn)
    }

    @Test func aSecondUploadWaitsForTheFirstOnesIngestionAndQueuesAgain() async throws {
        var script = DataGovScript()
        script.statuses = [DataGovScript.success, DataGovScript.success] + moved.dropFirst()
        let fixture = script.fixture()
        let client = try client(fixture)
        let file = try TemporaryFile("a\n1\n")
        try await fixture.clock.run {
            _ = try await upload(client, file)
            let second = try await upload(client, file)
            #expect(second.baseline.status["id"] == .int(2))
        }
        #expect(
            log.lines.value == ["begin at data.example", "end after 1.0 seconds", "begin at data.example"])
    }

    @Test func anUploadInDoubtKeepsTheTurn() async throws {
        var script = DataGovScript()
        script.puts = [.reset]
        script.rowCounts = [100, 150]
        let fixture = script.fixture()
        let client = try client(fixture)
        let file = try TemporaryFile("a\n1\n")
        let error = try await fixture.failure { try await upload(client, file) }
        #expect(error.kind == .uncertain)
        #expect(log.lines.value == ["begin at data.example"])
    }

    @Test func whoGetsNoTurnIsToldInTheCallsName() async throws {
        var fixture = DataGovScript().fixture()
        fixture.environment.datasets = DatasetQueue { _, _, _ in throw ApiError(.timeout, "still under way") }
        let client = try fixture.dataGov()
        let dataset = try DatasetID(DataGovScript.dataset)
        let error = await #expect(throws: ApiError.self) {
            try await client.inTurn(at: dataset, for: .replace) { () }
        }
        #expect(error?.description == "datagov.upload: still under way")
    }
}
