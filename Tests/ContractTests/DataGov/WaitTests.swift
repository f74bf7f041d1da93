import ApiClients
import ApiEmulator
import TestSupport
import Testing

struct WaitTests {
    /// Uploads a file, with `faults` for its ingestion, and waits.
    private static func run(
        _ faults: String = "", _ file: String = Visitors.march, mode: UploadMode = .replace,
        times: IngestionTimes = Visitors.times,
        _ body: (LiveServices, DataGovClient, Upload) async throws -> Void
    ) async throws {
        try await LiveServices.run(faults: faults) {
            $0.ingestion = times
        } _: { services in
            let client = try services.dataGov([Visitors.file: file])
            let upload =
                try await mode == .replace
                ? client.upload(Visitors.dataset, Visitors.file) : client.append(Visitors.dataset, Visitors.file)
            try await body(services, client, upload)
        }
    }

    @Test(arguments: [UploadMode.replace, .append])
    func aStaleSuccessIsNotBelieved(mode: UploadMode) async throws {
        try await Self.run("datagov:stale-ingestion:7s@1", mode: mode) { services, client, upload in
            #expect(try await client.ingestionStatus(Visitors.dataset).state == .ingestionSuccess)
            _ = try await client.wait(upload)
            #expect(services.clock.elapsed >= .seconds(9))
            #expect(services.server.ledger.applied.count == 1)
        }
    }

    /// The status says all along what it said before the upload; only the rows, or their date, show the end.
    @Test(arguments: [UploadMode.replace, .append])
    func aSuccessThatNeverSeemedToMoveIsConfirmedByTheData(mode: UploadMode) async throws {
        try await Self.run("datagov:stale-ingestion:500s@1", mode: mode) { services, client, upload in
            let status = try await client.wait(upload)
            #expect(status.state == .ingestionSuccess)
            #expect(services.clock.elapsed >= .seconds(15))
            #expect(services.clock.elapsed < .seconds(20))
            #expect(services.server.ledger.applied.count == 1)
        }
    }

    @Test(arguments: [UploadMode.replace, .append])
    func aSuccessThatNothingConfirmsIsUncertain(mode: UploadMode) async throws {
        try await Self.run("datagov:stale-ingestion:5000s@1,datagov:hang-ingestion@1", mode: mode) {
            services, client, upload in
            let error = try await failure { try await client.wait(upload) }
            #expect(error.kind == .uncertain)
            #expect(
                error.description
                    == "datagov.wait: the ingestion of \(upload.dataset) was not seen to begin within 15 min")
            #expect(services.server.ledger.applied.isEmpty)
        }
    }

    @Test func aFailedValidationReportsItsErrors() async throws {
        let file = Visitors.header + "2026-03,M,many\n2026-13,M,1\n2026-03,M\n"
        try await Self.run("", file) { services, client, upload in
            let error = try await failure { try await client.wait(upload) }
            #expect(error.kind == .ingestion)
            #expect(
                error.details == [
                    "row 3, column month: '2026-13' is not a month (YYYY-MM).",
                    "row 4: The row has 2 fields, the header has 3.",
                ])
            #expect(
                error.description == "datagov.wait: the data for \(upload.dataset) did not pass validation: "
                    + "row 3, column month: '2026-13' is not a month (YYYY-MM). (and 1 more)")
            #expect(error.hint == "Correct the reported values and upload the file again.")
            #expect(!error.stopsRun)
            #expect(services.server.ledger.applied.isEmpty)
        }
    }

    @Test(arguments: [
        (Visitors.header + "2026-03,M,many\n", "row 2, column visitors: 'many' is not a number."),
        (
            "month,visitors\n2026-03,1\n",
            "row 1: The columns must be those of the dataset, in its order: "
                + "expected month, museum, visitors, got month, visitors."
        ),
        ("Month\n2026-03\n", "row 1, column Month: A column header must be in lower case."),
        (Visitors.header, "The file has no rows."),
    ])
    func anAppendMustFitTheDataset(file: String, problem: String) async throws {
        try await Self.run("", file, mode: .append) { services, client, upload in
            let error = try await failure { try await client.wait(upload) }
            #expect(error.kind == .ingestion)
            #expect(error.details == [problem])
            #expect(error.message == "the data for \(upload.dataset) did not pass validation: \(problem)")
            #expect(services.server.dataset(DatasetSeed.visitorsId)?.rows == 4)
        }
    }

    @Test func anIngestionThatFailedSaysSo() async throws {
        try await Self.run("datagov:fail-ingestion@1") { _, client, upload in
            let error = try await failure { try await client.wait(upload) }
            #expect(error.kind == .ingestion)
            #expect(error.message == "\(upload.dataset) could not be ingested")
            #expect(error.hint == "Upload the file again later.")
            try await client.publish(upload.dataset, Visitors.file)
        }
    }

    @Test func anUnknownStatusCountsAsInProgress() async throws {
        try await Self.run("datagov:unknown-status@1") { _, client, upload in
            let seen = Shared<[IngestionState]>([])
            let status = try await client.wait(upload) { status in seen.change { $0.append(status.state) } }
            #expect(status.state == .ingestionSuccess)
            #expect(
                seen.value == [
                    .ingestionSuccess, IngestionState(rawValue: "AWAITING_MODERATION"), .ingestionSuccess,
                ])
            #expect(seen.value.map(\.isKnown) == [true, false, true])
        }
    }

    @Test func anIngestionThatHangsEndsInATimeout() async throws {
        try await Self.run("datagov:hang-ingestion@1") { services, client, upload in
            let error = try await failure { try await client.wait(upload) }
            #expect(error.kind == .timeout)
            #expect(
                error.description
                    == "datagov.wait: the ingestion of \(upload.dataset) is still PENDING_INGESTION after 60 min")
            let hint = "The ingestion continues without this script: wait again, or give the wait a longer timeout."
            #expect(error.hint == hint)
            #expect(services.clock.elapsed >= .seconds(3600))
            let next = try await failure { try await client.append(upload.dataset, Visitors.file) }
            #expect(next.kind == .timeout)
            #expect(next.call == "datagov.append")
            #expect(next.message.contains("that an earlier upload of this script sent is still PENDING_INGESTION"))
            #expect(services.server.ledger.uploads.count == 1)
        }
    }

    @Test func anIngestionThatHangsForAWhileIsWaitedFor() async throws {
        try await Self.run("datagov:hang-ingestion:30m@1") { services, client, upload in
            let status = try await client.wait(upload)
            #expect(status.state == .ingestionSuccess)
            #expect(services.clock.elapsed >= .seconds(1800))
            #expect(services.server.ledger.requests.count < 200)
        }
    }

    @Test func withoutAnUploadOnlyProgressIsWaitedFor() async throws {
        try await Self.run(times: IngestionTimes(stale: .zero)) { services, client, upload in
            let end = try await client.wait(upload.dataset)
            #expect(end.state == .ingestionSuccess)
            #expect(services.clock.elapsed >= .seconds(5) && services.clock.elapsed <= .seconds(6))
            let again = try await client.wait(upload.dataset)
            #expect(again == end)
            #expect(services.clock.elapsed <= .seconds(7))
        }
    }
}
