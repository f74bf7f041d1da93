import ApiClients
import ApiEmulator
import TestSupport
import Testing

struct ReadTests {
    @Test func theCatalogueListsWhatIsPublished() async throws {
        try await LiveServices.run { configuration in
            let more = (10..<22).map { number in
                DatasetSeed(
                    id: "d_\(String(repeating: "0", count: 30))\(number)", name: "N", columns: ["a"], rows: [["1"]])
            }
            configuration.datasets += more
        } _: { services in
            let client = try services.dataGov()
            let first = try await client.datasets()
            #expect(first.pages == 2)
            #expect(first.datasets.count == 10)
            #expect(first.datasets[1].datasetId == DatasetSeed.visitorsId)
            #expect(first.datasets[1].name == "Museum Visitors by Month")
            #expect(first.datasets[1].format == "CSV")
            #expect(first.datasets[1].managedByAgencyName == "Emulated Agency")
            #expect(first.datasets[1].coverageStart == nil)
            let second = try await client.datasets(page: 2)
            #expect(second.datasets.count == 5)
            #expect(!(first.datasets + second.datasets).map(\.datasetId).contains(DatasetSeed.draftId))
            #expect(try await client.datasets(page: 3).datasets.isEmpty)
        }
    }

    @Test func metadataDescribeTheColumns() async throws {
        try await LiveServices.run { services in
            let metadata = try await services.dataGov().metadata(Visitors.dataset)
            #expect(metadata.name == "Museum Visitors by Month")
            #expect(metadata.format == "CSV")
            #expect(metadata.columns.map(\.name) == ["month", "museum", "visitors"])
            #expect(metadata.columns.map(\.dataType) == ["Text", "Text", "Numeric"])
            #expect(metadata.size == services.server.csv(of: DatasetSeed.visitorsId).map { Int64($0.utf8.count) })
            #expect(metadata.lastUpdatedAt?.hasSuffix("Z") == true)
        }
    }

    /// The visitors of all rows of a query, and the pages that it took.
    private static func visitors(_ query: RowQuery) async throws -> (values: [JSONValue?], pages: Int) {
        try await LiveServices.run { services in
            var rows = try services.dataGov().rows(query)
            var values: [JSONValue?] = []
            var pages = 0
            while let page = try await rows.next() {
                values += page.records.map { $0["visitors"] }
                #expect(page.fields.map(\.id) == ["month", "museum", "visitors", "_id"])
                pages += 1
            }
            return (values, pages)
        }
    }

    @Test func rowsComePageByPage() async throws {
        let (values, pages) = try await Self.visitors(RowQuery(Visitors.dataset, limit: 3))
        #expect(values == ["41250", "28310", "38902", "30077"].map(JSONValue.string))
        #expect(pages == 2)
    }

    @Test func rowsCanBeChosenAndSorted() async throws {
        let february = try RowQuery(Visitors.dataset, filters: ["month": .string("2026-02")], sort: "visitors asc")
        #expect(try await Self.visitors(february).values == [.string("30077"), .string("38902")])
        let museum = try RowQuery(Visitors.dataset, text: "national", sort: "month desc, visitors")
        #expect(try await Self.visitors(museum).values == [.string("38902"), .string("41250")])
        let last = try RowQuery(Visitors.dataset, limit: 1, offset: 3)
        #expect(try await Self.visitors(last).values == [.string("30077")])
        let none = try RowQuery(Visitors.dataset, filters: ["museum": .string("a & b")])
        #expect(try await Self.visitors(none).pages == 0)
    }

    @Test func searchesThatCannotBeAreRefused() async throws {
        try await LiveServices.run { services in
            let client = try services.dataGov()
            var draft = try client.rows(RowQuery(Visitors.draft))
            let missing = try await failure { try await draft.next() }
            #expect(missing.kind == .notFound)
            #expect(
                missing.description
                    == "datagov.rows: Not found: Resource \"\(DatasetSeed.draftId)\" was not found.")
            var wrong = try client.rows(RowQuery(Visitors.dataset, sort: "size"))
            let refused = try await failure { try await wrong.next() }
            #expect(refused.kind == .rejected)
            #expect(refused.message == "sort: Invalid sort clause: size")
            #expect(refused.status == 409)
        }
    }

    @Test func aDownloadIsTheWholeFile() async throws {
        try await LiveServices.run { services in
            let bytes = Shared<[UInt8]>([])
            try await services.dataGov().download(Visitors.dataset, to: bytes.sink)
            #expect(String(decoding: bytes.value, as: UTF8.self) == services.server.csv(of: DatasetSeed.visitorsId))
            #expect(services.steps.prefix(2) == ["initiate-download 201", "poll-download 200"])
        }
    }

    @Test(arguments: ["500-before", "503-after", "drop-before", "drop-after", "drop-midway"])
    func aDownloadThatBreaksOffIsFetchedAgain(fault: String) async throws {
        try await LiveServices.run(faults: "storage.get:\(fault)@1") { services in
            let bytes = Shared<[UInt8]>([])
            try await services.dataGov().download(Visitors.dataset, to: bytes.sink)
            #expect(String(decoding: bytes.value, as: UTF8.self) == services.server.csv(of: DatasetSeed.visitorsId))
            #expect(services.steps.count == 4)
        }
    }

    /// Each break loses half of what is left, and no byte is fetched twice.
    @Test(arguments: 1...5)
    func aDownloadIsResumedWhereItBroke(_ breaks: Int) async throws {
        try await LiveServices.run(faults: "storage.get:drop-midway@1-\(breaks)") { services in
            let (bytes, begins) = (Shared<[UInt8]>([]), Shared(0))
            let sink = ByteSink(
                begin: {
                    begins.change { $0 += 1 }
                    bytes.change { $0 = [] }
                }, write: { part in bytes.change { $0 += part } })
            try await services.dataGov().download(Visitors.dataset, to: sink)
            #expect(String(decoding: bytes.value, as: UTF8.self) == services.server.csv(of: DatasetSeed.visitorsId))
            #expect(begins.value == 1)
            #expect(services.steps.count == 3 + breaks)
        }
    }

    @Test func aDraftCannotBeDownloaded() async throws {
        try await LiveServices.run { services in
            let error = try await failure {
                try await services.dataGov().download(Visitors.draft, to: Shared<[UInt8]>([]).sink)
            }
            #expect(error.kind == .notFound)
            #expect(error.description == "datagov.download: Dataset \(DatasetSeed.draftId) was not found.")
        }
    }
}

extension Shared<[UInt8]> {
    fileprivate var sink: ByteSink {
        ByteSink(begin: { self.change { $0 = [] } }, write: { bytes in self.change { $0 += bytes } })
    }
}
