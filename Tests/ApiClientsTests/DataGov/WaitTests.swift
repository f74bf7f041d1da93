@testable import ApiClients
import FoundationEssentials
import TestSupport
import Testing
import Timekeeping

struct WaitTests {
    private let dataset = try? DatasetID(DataGovScript.dataset)

    /// Waits for an upload that was handed over at the start of virtual time, over the baseline of a success.
    private func wait(
        _ script: DataGovScript, mode: UploadMode = .replace, timeout: Duration = .seconds(3600), hadRows: Bool? = nil
    ) async throws -> (Result<IngestionStatus, ApiError>, [String], Fixture) {
        let fixture = script.fixture()
        let client = try fixture.dataGov()
        let table = try TemporaryFile("a,b\n1,2\n3,4\n")
        let upload = Upload(
            id: "u", dataset: try #require(dataset), mode: mode,
            file: FileFacts(size: 4, rows: 2),
            baseline: IngestionBaseline(
                status: .object(["status": .string("INGESTION_SUCCESS"), "id": .int(1)]), rows: 100,
                lastUpdatedAt: "2026-01-01T00:00:00.000Z", hadRows: hadRows),
            sample: try await table.sample(),
            startedAt: ServiceInstant(milliseconds: 1_700_000_000_000))
        let seen = Shared<[String]>([])
        let result = try await fixture.clock.run { () async throws -> Result<IngestionStatus, ApiError> in
            let uploading = CallTime("datagov.upload", .seconds(3600), client.time)
            try await client.holdingTurn(at: upload.dataset, for: uploading) { turn in
                try client.note(upload, .taken, in: turn)
            }
            do {
                return .success(
                    try await client.wait(upload, timeout: timeout) { status in
                        seen.change { $0.append(status.state.rawValue) }
                    })
            } catch let error as ApiError {
                return .failure(error)
            }
        }
        return (result, seen.value, fixture)
    }

    @Test func theStateIsFollowedToItsEnd() async throws {
        var script = DataGovScript()
        script.rowCounts = [2]
        script.statuses =
            [DataGovScript.success]
            + [
                "PENDING", "PENDING_VALIDATION", "SOMETHING_NEW", "SOMETHING_NEW", "VALIDATION_PASSED",
                "INGESTION_SUCCESS",
            ].map { DataGovScript.status($0) }
        let (result, seen, fixture) = try await wait(script)
        #expect(try result.get().state == .ingestionSuccess)
        #expect(
            seen == [
                "INGESTION_SUCCESS", "PENDING", "PENDING_VALIDATION", "SOMETHING_NEW", "VALIDATION_PASSED",
                "INGESTION_SUCCESS",
            ])
        #expect(fixture.clock.now.sinceStart == .seconds(6))
        #expect(IngestionState(rawValue: "SOMETHING_NEW").isKnown == false)
    }

    @Test func anUnchangedSuccessIsNotBelieved() async throws {
        let (result, _, fixture) = try await wait(DataGovScript())
        let error = #expect(throws: ApiError.self) { try result.get() }
        #expect(error?.kind == .uncertain)
        #expect(
            error?.description
                == "datagov.wait: the ingestion of \(DataGovScript.dataset) was not seen to begin within 15 min")
        #expect(fixture.clock.now.sinceStart >= .seconds(900))
        #expect(fixture.clock.now.sinceStart < .seconds(935))
    }

    @Test func aStatusThatMovedBackToTheSameIsBelievedWithTheRows() async throws {
        var script = DataGovScript()
        script.rowCounts = [2]
        script.statuses = [DataGovScript.success, DataGovScript.status("PENDING"), DataGovScript.success]
        let (result, _, _) = try await wait(script)
        #expect(try result.get().state == .ingestionSuccess)
    }

    /// Somebody else's rows, as many as ours: their end is not ours.
    @Test(arguments: [UploadMode.replace, .append])
    func anotherOnesSuccessIsNotOurs(mode: UploadMode) async throws {
        var script = DataGovScript()
        script.rowCounts = [mode == .append ? 102 : 2]
        script.lastRows = [#"{"a":"1","b":"2"}"#, #"{"a":"3","b":"5"}"#]
        script.statuses = [DataGovScript.status("PENDING"), DataGovScript.status("INGESTION_SUCCESS")]
        let (result, _, _) = try await wait(script, mode: mode)
        let error = #expect(throws: ApiError.self) { try result.get() }
        #expect(error?.kind == .uncertain)
        #expect(error?.message.contains("other values in the column b") == true)
    }

    /// Others have added rows behind a replacement before anybody looked: its own are at the beginning still, which is
    /// evidence only if they were not there before.
    @Test(arguments: [false, true, nil])
    func rowsBehindAReplacementDoNotHideIt(hadRows: Bool?) async throws {
        var script = DataGovScript()
        script.rowCounts = [5]
        script.firstRows = [#"{"_id":1,"a":"1","b":2}"#, #"{"_id":2,"a":"3","b":4}"#]
        script.lastRows = []
        script.statuses = [DataGovScript.status("INGESTION_SUCCESS", 3)]
        let (result, _, fixture) = try await wait(script, hadRows: hadRows)
        if hadRows == false {
            #expect(try result.get().state == .ingestionSuccess)
            #expect(fixture.clock.now.sinceStart < .seconds(2))
        } else {
            let error = #expect(throws: ApiError.self) { try result.get() }
            #expect(error?.kind == .uncertain)
            #expect(error?.message.contains("has 5 rows, where the file has 2") == true)
        }
        script.firstRows[1] = #"{"_id":2,"a":"3","b":5}"#
        let (others, _, _) = try await wait(script, hadRows: hadRows)
        #expect(#expect(throws: ApiError.self) { try others.get() }?.kind == .uncertain)
    }

    /// Another officer's ingestion was hidden when ours was uploaded, and fails; ours begins then, and is hidden too.
    @Test func aFailureMayBeAnothersForAMinute() async throws {
        var script = DataGovScript()
        script.rowCounts = [100, 100, 100, 2]
        script.statuses =
            [DataGovScript.success, DataGovScript.status("PENDING")]
            + Array(repeating: DataGovScript.status("INGESTION_FAILED"), count: 20)
            + [DataGovScript.status("PENDING", 3), DataGovScript.status("INGESTION_SUCCESS", 3)]
        script.lastRows = [#"{"a":"1","b":"2"}"#, #"{"a":"3","b":"4"}"#]
        let (result, seen, fixture) = try await wait(script)
        #expect(try result.get().state == .ingestionSuccess)
        #expect(seen.count == 5)
        #expect(fixture.clock.now.sinceStart > .seconds(30))
    }

    /// It is told after a minute, or, of a service whose statuses come later than that, after the settling time.
    @Test(arguments: ["VALIDATION_FAILED", "INGESTION_FAILED"])
    func aFailureThatStandsIsBelieved(word: String) async throws {
        for (late, least, most) in [(1, 62, 92), (27, 960, 1200)] {
            var script = DataGovScript()
            script.statuses =
                Array(repeating: DataGovScript.success, count: late)
                + [DataGovScript.status("PENDING"), DataGovScript.status(word)]
            let (result, _, fixture) = try await wait(script)
            #expect(#expect(throws: ApiError.self) { try result.get() }?.kind == .ingestion)
            let told = fixture.clock.now.sinceStart
            #expect(told >= .seconds(least) && told < .seconds(most), "\(late): \(told)")
        }
    }

    /// A service that counts wrongly ends no program, and shows nothing.
    @Test(arguments: [.max, .max - 1, 0, -1, .min])
    func numbersThatCannotBeAreNoEvidence(total: Int) async throws {
        var script = DataGovScript()
        script.rowCounts = [total]
        // The file's first row at the dataset's end, so that the others would be behind the last number there is.
        script.lastRows = [#"{"a":"1","b":"2"}"#]
        script.statuses = [DataGovScript.status("PENDING"), DataGovScript.status("INGESTION_FAILED")]
        for mode in [UploadMode.replace, .append] {
            let (result, _, _) = try await wait(script, mode: mode)
            #expect(throws: ApiError.self) { try result.get() }
        }
    }

    /// Where rows cannot be searched, an ingestion that was seen in progress is believed, and nothing else.
    @Test func withoutRowsAnIngestionThatWasSeenIsBelieved() async throws {
        var script = DataGovScript()
        script.rowCounts = [nil]
        script.statuses = [DataGovScript.success, DataGovScript.status("PENDING"), DataGovScript.success]
        let (seen, _, _) = try await wait(script, mode: .append)
        #expect(try seen.get().state == .ingestionSuccess)
        for word in ["SOMETHING_NEW", "INGESTION_SUCCESS"] {
            script.statuses = [DataGovScript.success, DataGovScript.status(word), DataGovScript.success]
            let (unseen, _, _) = try await wait(script, mode: .append)
            #expect(#expect(throws: ApiError.self) { try unseen.get() }?.kind == .uncertain)
        }
    }

    @Test(arguments: ["null", "{}", #"{"status":null}"#])
    func anAnswerWithoutAStatusIsNoSuccess(data: String) async throws {
        var script = DataGovScript()
        script.statuses = [data]
        let (result, _, fixture) = try await wait(script)
        let error = #expect(throws: ApiError.self) { try result.get() }
        #expect(error?.kind == .timeout)
        #expect(fixture.clock.now.sinceStart >= .seconds(3600))
    }

    /// A field that changes with every answer is no movement.
    @Test func aStatusThatOnlyLooksDifferentIsNoEnd() async throws {
        var script = DataGovScript()
        script.statuses = (0..<2000).map { DataGovScript.status("INGESTION_SUCCESS", $0) }
        let (result, _, _) = try await wait(script, mode: .append, timeout: .seconds(3600))
        let error = #expect(throws: ApiError.self) { try result.get() }
        #expect(error?.kind == .uncertain)
    }

    /// The calendar is set during the wait; only the steady clock counts.
    @Test func aCalendarThatIsSetChangesNothing() async throws {
        var script = DataGovScript()
        script.rowCounts = [100, 100, 102]
        var fixture = script.fixture()
        let time = fixture.environment.time
        let asked = Shared(0)
        fixture.environment.time.date = { time.date().addingTimeInterval(asked.next() > 3 ? 7200 : 0) }
        let client = try fixture.dataGov()
        let dataset = try #require(dataset)
        let file = try TemporaryFile("a,b\n1,2\n3,4\n")
        let status = try await fixture.clock.run {
            try await client.wait(try await client.perform(try await client.prepareAppend(dataset, path: file.path)))
        }
        #expect(status.state == .ingestionSuccess)
    }

    @Test(arguments: [UploadMode.replace, .append])
    func anUnchangedSuccessCanBeConfirmed(mode: UploadMode) async throws {
        var script = DataGovScript()
        script.rowCounts = mode == .append ? [100, 102] : [2]
        script.updatedAt = ["2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"]
        let (result, _, fixture) = try await wait(script, mode: mode)
        #expect(try result.get().state == .ingestionSuccess)
        #expect(fixture.clock.now.sinceStart >= .seconds(15) && fixture.clock.now.sinceStart < .seconds(60))
    }

    @Test func aFailedValidationCarriesItsErrors() async throws {
        var script = DataGovScript()
        script.statuses = [
            DataGovScript.status("PENDING"),
            #"{"status":"VALIDATION_FAILED","errors":[{"row":3,"column":"year","message":"not a year"},"too wide"]}"#,
        ]
        let (result, _, _) = try await wait(script)
        let error = #expect(throws: ApiError.self) { try result.get() }
        #expect(error?.kind == .ingestion)
        #expect(
            error?.message
                == "the data for \(DataGovScript.dataset) did not pass validation: "
                + "row 3, column year: not a year (and 1 more)"
        )
        #expect(error?.details == ["row 3, column year: not a year", "too wide"])
        #expect(error?.stopsRun == false)
        #expect(error?.failedUpload == "u")
    }

    /// Nobody saw it in progress, so it may be another's, and ours may still be hidden by a late status.
    @Test(arguments: [UploadMode.replace, .append])
    func aFailureThatNobodySawComingHasToStand(mode: UploadMode) async throws {
        var script = DataGovScript()
        script.statuses = [DataGovScript.success, DataGovScript.status("VALIDATION_FAILED")]
        let (result, _, fixture) = try await wait(script, mode: mode)
        let error = #expect(throws: ApiError.self) { try result.get() }
        #expect(error?.kind == .ingestion)
        #expect(fixture.clock.now.sinceStart >= .seconds(900))
        #expect(fixture.clock.now.sinceStart < .seconds(1000))
    }

    @Test func aFailedIngestionSaysSo() async throws {
        var script = DataGovScript()
        script.statuses = [DataGovScript.status("PENDING"), DataGovScript.status("INGESTION_FAILED")]
        let (result, _, _) = try await wait(script)
        let error = #expect(throws: ApiError.self) { try result.get() }
        #expect(error?.description == "datagov.wait: \(DataGovScript.dataset) could not be ingested")
    }

    @Test func theDeadlineIsATimeout() async throws {
        var script = DataGovScript()
        script.statuses = [DataGovScript.status("PENDING_INGESTION")]
        let (result, _, fixture) = try await wait(script)
        let error = #expect(throws: ApiError.self) { try result.get() }
        #expect(error?.kind == .timeout)
        #expect(
            error?.message == "the ingestion of \(DataGovScript.dataset) is still PENDING_INGESTION after 60 min")
        #expect(fixture.clock.now.sinceStart == .seconds(3600))
        // Every second for 15 seconds, then less and less often: far fewer than one a second.
        #expect(fixture.transport.requests.count < 150)
    }

    @Test func withoutAnUploadOnlyProgressIsWaitedFor() async throws {
        let dataset = try #require(dataset)
        let idle = DataGovScript().fixture()
        let client = try idle.dataGov()
        #expect(try await idle.clock.run { try await client.wait(dataset).state } == .ingestionSuccess)
        #expect(idle.clock.now.sinceStart == .zero)
        var script = DataGovScript()
        script.statuses = [DataGovScript.status("PENDING"), DataGovScript.status("INGESTION_SUCCESS")]
        let busy = script.fixture()
        let other = try busy.dataGov()
        _ = try await busy.clock.run { try await other.wait(dataset) }
        #expect(busy.clock.now.sinceStart == .seconds(1))
    }

    @Test func cancellingStopsBeforeTheNextRequest() async throws {
        var script = DataGovScript()
        script.statuses = [DataGovScript.status("PENDING")]
        let fixture = script.fixture()
        let client = try fixture.dataGov()
        let dataset = try #require(dataset)
        let kind = try await fixture.clock.run {
            try await withThrowingTaskGroup(of: ApiError.Kind?.self) { group in
                group.addTask {
                    do {
                        _ = try await client.wait(dataset)
                        return nil
                    } catch let error as ApiError {
                        return error.kind
                    }
                }
                try await fixture.clock.sleep(for: .milliseconds(2500))
                group.cancelAll()
                return try await group.next() ?? nil
            }
        }
        #expect(kind == .cancelled)
        #expect(fixture.transport.requests.count == 3)
    }
}

extension TemporaryFile {
    fileprivate func sample() async throws -> RowSample? {
        let source = try FileSource.open(path)
        return try await RowSample.read(source, FileScan.read(source, name: path))
    }
}
