import ApiClients
import ApiEmulator
import TestSupport
import Testing

struct DataGovFaultTests {
    private static let reads =
        ["whoami", "upload-link", "append-link", "status"].map { "datagov.\($0)" }
        + ["datasets", "metadata", "search", "initiate-download", "poll-download"].map { "public.\($0)" }

    /// The first request of every operation goes wrong in one way, and then the third.
    @Test(arguments: [
        "500-before", "503-after", "drop-before", "drop-after", "drop-midway", "truncated-json", "wrong-json", "html",
        "429", "429:20s",
    ])
    func readsAreRepeatedUntilAllIsDone(fault: String) async throws {
        let faults = Self.reads.flatMap { ["\($0):\(fault)@1", "\($0):\(fault)@3"] }.joined(separator: ",")
        try await LiveServices.run(faults: faults) {
            $0.ingestion = Visitors.times
        } _: { services in
            let client = try services.dataGov([Visitors.file: Visitors.march, "april.csv": Visitors.april])
            #expect(try await client.whoami().userId == "167")
            #expect(try await client.datasets().datasets.count == 3)
            try await client.publish(Visitors.dataset, Visitors.file)
            _ = try await client.wait(client.append(Visitors.dataset, "april.csv"))
            var rows = try client.rows(RowQuery(Visitors.dataset))
            #expect(try await rows.next()?.total == 3)
            let content = Shared<[UInt8]>([])
            let sink = ByteSink(
                begin: { content.change { $0 = [] } }, write: { bytes in content.change { $0 += bytes } })
            try await client.download(Visitors.dataset, to: sink)
            #expect(
                String(decoding: content.value, as: UTF8.self) == Visitors.march + "2026-04,National Museum,39000\n")
            #expect(services.server.ledger.applied.map(\.rowsAfter) == [2, 3])
            #expect(services.server.ledger.uploads.count == 2)
        }
    }

    /// The storage goes wrong once; never may it be given one file twice.
    private static func run(
        _ fault: String, options: DataGovOptions = DataGovOptions(),
        _ body: (LiveServices, DataGovClient) async throws -> Void
    ) async throws {
        try await LiveServices.run(faults: "storage.put:\(fault)@1") {
            $0.ingestion = Visitors.times
        } _: { services in
            let client = try services.dataGov([Visitors.file: Visitors.march], options: options)
            try await body(services, client)
            #expect(services.server.ledger.uploads.count <= 1)
        }
    }

    private static func perform(_ client: DataGovClient, _ mode: UploadMode) async throws -> Upload {
        try await mode == .replace
            ? client.upload(Visitors.dataset, Visitors.file) : client.append(Visitors.dataset, Visitors.file)
    }

    @Test(arguments: [UploadMode.replace, .append], ["500-before", "503-before"])
    func aFileThatTheStorageRefusedWithAnErrorIsSentAgainOnceNothingMoved(mode: UploadMode, fault: String) async throws
    {
        try await Self.run(fault) { services, client in
            let upload = try await Self.perform(client, mode)
            let settling = mode == .replace ? Duration.seconds(15) : .seconds(900)
            #expect(services.clock.elapsed >= settling)
            #expect(services.steps.filter { $0.hasPrefix("PUT") }.count == 2)
            _ = try await client.wait(upload)
            #expect(services.server.ledger.applied.map(\.rowsAfter) == [mode == .replace ? 2 : 6])
        }
    }

    /// The storage may have it: a replacement does no harm twice, an append is left to people.
    @Test(arguments: ["drop-before", "half-upload"])
    func whatWasLetGoWithoutAnAnswerIsSentAgainOnlyIfItDoesNoHarm(fault: String) async throws {
        try await Self.run(fault) { services, client in
            _ = try await client.wait(Self.perform(client, .replace))
            #expect(services.server.ledger.applied.map(\.rowsAfter) == [2])
        }
        try await Self.run(fault) { services, client in
            let error = try await failure { try await Self.perform(client, .append) }
            #expect(error.kind == .uncertain)
            #expect(error.inDoubt)
            #expect(services.steps.filter { $0.hasPrefix("PUT") }.count == 1)
            #expect(services.server.ledger.uploads.isEmpty)
        }
    }

    @Test(arguments: [UploadMode.replace, .append], ["500-after", "503-after", "drop-after", "drop-midway"])
    func aFileThatWasStoredIsNotSentAgain(mode: UploadMode, fault: String) async throws {
        try await Self.run(fault) { services, client in
            let upload = try await Self.perform(client, mode)
            #expect(services.steps.filter { $0.hasPrefix("PUT") }.count == 1)
            _ = try await client.wait(upload)
            #expect(services.server.ledger.applied.map(\.rowsAfter) == [mode == .replace ? 2 : 6])
        }
    }

    /// Ingested at once, the status never moves: only the rows, or their date, show that the file arrived.
    @Test(arguments: [UploadMode.replace, .append])
    func anIngestionTooQuickToBeSeenIsSettledByTheData(mode: UploadMode) async throws {
        try await LiveServices.run(faults: "storage.put:drop-after@1") { services in
            let client = try services.dataGov([Visitors.file: Visitors.march])
            services.clock.leap(by: .seconds(1))
            let upload = try await Self.perform(client, mode)
            #expect(services.server.ledger.uploads.count == 1)
            let status = try await client.wait(upload)
            #expect(status.state == .ingestionSuccess)
            #expect(services.server.ledger.applied.map(\.rowsAfter) == [mode == .replace ? 2 : 6])
        }
    }

    @Test(arguments: ["500-before"])
    func appendsThatAreNeverResentAreUncertain(fault: String) async throws {
        var options = DataGovOptions()
        options.neverResendsAppends = true
        try await Self.run(fault, options: options) { services, client in
            let error = try await failure { try await client.append(Visitors.dataset, Visitors.file) }
            #expect(error.kind == .uncertain)
            #expect(
                error.description == "datagov.append: the ingestion of \(DatasetSeed.visitorsId) was not seen to begin "
                    + "within 15 min")
            #expect(error.inDoubt)
            #expect(services.server.ledger.uploads.isEmpty)
        }
    }

    @Test func anAppendInDoubtThatDoesNotFitIsReportedByTheWait() async throws {
        try await LiveServices.run(faults: "storage.put:drop-after@1") {
            $0.ingestion = Visitors.times
        } _: { services in
            let client = try services.dataGov([Visitors.file: Visitors.header + "2026-03,M,many\n"])
            let upload = try await client.append(Visitors.dataset, Visitors.file)
            let error = try await failure { try await client.wait(upload) }
            #expect(error.details == ["row 2, column visitors: 'many' is not a number."])
            #expect(services.server.ledger.uploads.count == 1)
        }
    }

    @Test func rowsOfSomebodyElseLeaveAnAppendInDoubtUncertain() async throws {
        try await LiveServices.run(faults: "storage.put:drop-before@2") { services in
            let client = try services.dataGov([Visitors.file: Visitors.march, "april.csv": Visitors.april])
            let intent = try await client.prepareAppend(Visitors.dataset, path: Visitors.file)
            _ = try await client.wait(client.append(Visitors.dataset, "april.csv"))
            let error = try await failure { try await client.perform(intent) }
            #expect(error.kind == .uncertain)
            #expect(
                error.message
                    == "\(DatasetSeed.visitorsId) had 4 rows and now has 5, where the append would make 6")
            #expect(error.inDoubt)
            #expect(services.server.ledger.uploads.map(\.rows) == [1])
        }
    }
}
