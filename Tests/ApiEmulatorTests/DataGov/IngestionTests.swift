import Testing

@testable import ApiEmulator

struct IngestionTests {
    private static let visitors = DatasetSeed.visitorsId
    private static let march = "month,museum,visitors\n2026-03,National Museum,40000\n"

    private static func slow(_ configuration: inout EmulatorConfiguration) {
        configuration.ingestion = IngestionTimes(
            stale: .milliseconds(500), starting: .seconds(1), validating: .seconds(1), passed: .milliseconds(250),
            ingesting: .seconds(2))
    }

    /// The statuses seen when looking after each of these pauses.
    private static func statuses(_ emulated: Emulated, after milliseconds: [Int]) async throws -> [String] {
        var statuses: [String] = []
        for pause in milliseconds {
            emulated.clock.advance(by: .milliseconds(pause))
            statuses.append(try await emulated.status(of: visitors))
        }
        return statuses
    }

    @Test func lifeCycleOfASuccess() async throws {
        try await Emulated.run(Self.slow) { emulated in
            #expect(try await emulated.status(of: Self.visitors) == "INGESTION_SUCCESS")
            try await emulated.upload(Self.march, to: Self.visitors)
            let seen = try await Self.statuses(emulated, after: [0, 499, 1, 499, 1, 999, 1, 249, 1, 1999])
            #expect(
                seen == [
                    "INGESTION_SUCCESS", "INGESTION_SUCCESS", "PENDING", "PENDING", "PENDING_VALIDATION",
                    "PENDING_VALIDATION", "VALIDATION_PASSED", "VALIDATION_PASSED", "PENDING_INGESTION",
                    "PENDING_INGESTION",
                ])
            #expect(emulated.server.dataset(Self.visitors)?.rows == 4)
            emulated.clock.advance(by: .milliseconds(1))
            #expect(try await emulated.status(of: Self.visitors) == "INGESTION_SUCCESS")
            let dataset = try #require(emulated.server.dataset(Self.visitors))
            #expect(dataset.rows == 1)
            #expect(dataset.lastUpdatedAt == .seconds(1_663_558_260) + .milliseconds(4250))
        }
    }

    @Test func staleStatusCanOutliveTheIngestion() async throws {
        try await Emulated.run({
            Self.slow(&$0)
            $0.ingestion.stale = .seconds(30)
        }) { emulated in
            try await emulated.upload("month,museum,visitors\n2026-13,M,1\n", to: Self.visitors)
            let seen = try await Self.statuses(emulated, after: [5000, 24_999, 1])
            #expect(seen == ["INGESTION_SUCCESS", "INGESTION_SUCCESS", "VALIDATION_FAILED"])
        }
    }

    @Test func failedValidationReportsAndChangesNothing() async throws {
        try await Emulated.run(Self.slow) { emulated in
            try await emulated.upload("month,museum,visitors\n2026-03,M\n2026-3,M,1\n", to: Self.visitors)
            let seen = try await Self.statuses(emulated, after: [1999, 1])
            #expect(seen == ["PENDING_VALIDATION", "VALIDATION_FAILED"])
            let reply = try await emulated.admin("datasets/\(Self.visitors)/ingestion-status")
            #expect(
                reply.text == """
                    {"code":0,"data":{"status":"VALIDATION_FAILED","errors":[\
                    {"row":2,"message":"The row has 2 fields, the header has 3."},\
                    {"row":3,"column":"month","message":"'2026-3' is not a month (YYYY-MM)."}]},"errorMsg":""}
                    """)
            #expect(emulated.server.dataset(Self.visitors)?.rows == 4)
            #expect(emulated.server.ledger.applied.isEmpty)
        }
    }

    @Test func replacementMayChangeColumns() async throws {
        try await Emulated.run { emulated in
            try await emulated.upload("a,b\n1,x\n2,y\n", to: Self.visitors)
            let dataset = try #require(emulated.server.dataset(Self.visitors))
            #expect(dataset.columns == ["a", "b"])
            #expect(emulated.server.csv(of: Self.visitors) == "a,b\n1,x\n2,y\n")
        }
    }

    @Test func appendAddsRows() async throws {
        try await Emulated.run { emulated in
            try await emulated.upload(Self.march, to: Self.visitors, appending: true)
            #expect(emulated.server.dataset(Self.visitors)?.rows == 5)
            let quoted = "\"A, \"\"B\"\"\""
            let april = "\u{FEFF}month,museum,visitors\r\n2026-04,\(quoted),\r\n"
            try await emulated.upload(april, to: Self.visitors, appending: true)
            let end = "2026-03,National Museum,40000\n2026-04,\(quoted),\n"
            #expect(emulated.server.csv(of: Self.visitors)?.hasSuffix(end) == true)
            #expect(emulated.server.ledger.applied.map(\.rowsAfter) == [5, 6])
            #expect(emulated.server.ledger.applied.map(\.upload.rows) == [1, 1])
        }
    }

    @Test(arguments: [
        (
            "month,museum\n2026-03,M\n", 1, nil,
            "The columns must be those of the dataset, in its order: expected month, museum, visitors, "
                + "got month, museum."
        ),
        (
            "month,museum,visitors,extra\n2026-03,M,1,2\n", 1, nil,
            "The columns must be those of the dataset, in its order: expected month, museum, visitors, "
                + "got month, museum, visitors, extra."
        ),
        ("month,museum,visitors\n2026-03,M,1\n2026-04,M,many\n", 3, "visitors", "'many' is not a number."),
    ])
    func appendKeepsColumnsAndTypes(file: String, row: Int, column: String?, message: String) async throws {
        try await Emulated.run { emulated in
            try await emulated.upload(file, to: Self.visitors, appending: true)
            let data = try await emulated.admin("datasets/\(Self.visitors)/ingestion-status").json["data"]
            #expect(data?["status"] == "VALIDATION_FAILED")
            guard case .array(let errors)? = data?["errors"] else { return #expect(Bool(false), "no errors") }
            #expect(errors.map { $0["message"]?.string } == [message])
            #expect(errors.map { $0["row"] } == [.int(row)])
            #expect(errors.map { $0["column"]?.string } == [column])
            #expect(emulated.server.dataset(Self.visitors)?.rows == 4)
        }
    }

    @Test func uploadsToOneDatasetRunOneAfterTheOther() async throws {
        try await Emulated.run(Self.slow) { emulated in
            let link = try await emulated.link(Self.visitors, "append-link")
            let reply = try await emulated.put(Self.march, to: link)
            #expect(reply.status == 200)
            try await emulated.put(Self.march, to: link)
            emulated.clock.advance(by: .milliseconds(4250))
            #expect(emulated.server.dataset(Self.visitors)?.rows == 5)
            #expect(emulated.server.dataset(Self.visitors)?.ingestionsUnderWay == 1)
            let seen = try await Self.statuses(emulated, after: [0, 500, 3749, 1])
            #expect(seen == ["INGESTION_SUCCESS", "PENDING", "PENDING_INGESTION", "INGESTION_SUCCESS"])
            #expect(emulated.server.dataset(Self.visitors)?.rows == 6)
        }
    }

    @Test func threeUploadsAddUp() async throws {
        try await Emulated.run(Self.slow) { emulated in
            let link = try await emulated.link(Self.visitors, "append-link")
            for _ in 0..<3 { try await emulated.put(Self.march, to: link) }
            emulated.clock.advance(by: .seconds(60))
            #expect(emulated.server.ledger.applied.count == 3)
            let end = Duration.seconds(1_663_558_260) + .milliseconds(12_750)
            #expect(emulated.server.dataset(Self.visitors)?.lastUpdatedAt == end)
        }
    }
}
