import FoundationEssentials
import Synchronization

/// The datasets, and the files on their way into them.
///
/// Nothing runs in the background: the first look at a dataset ends the ingestions whose time has come.
final class DatasetStore: Sendable {
    private struct Shelves {
        var datasets: [String: Dataset] = [:]
        var order: [String] = []
        /// Rows that were read for a search, until the dataset changes.
        var tables: [String: [[String]]] = [:]
    }

    private let shelves = Mutex(Shelves())
    private let times: IngestionTimes
    private let clock: EmulatorClock
    private let objects: ObjectStore
    private let ledger: LedgerBook
    private let keep: @Sendable (Dataset) throws -> Void

    /// `keep` makes a changed dataset durable; it is called before anybody can see the change.
    init(
        times: IngestionTimes, clock: EmulatorClock, objects: ObjectStore, ledger: LedgerBook,
        keep: @escaping @Sendable (Dataset) throws -> Void
    ) {
        self.times = times
        self.clock = clock
        self.objects = objects
        self.ledger = ledger
        self.keep = keep
    }

    func restore(_ dataset: Dataset) {
        shelves.withLock { shelves in
            if shelves.datasets.updateValue(dataset, forKey: dataset.id) == nil { shelves.order.append(dataset.id) }
        }
    }

    func find(_ id: String) throws -> Dataset? {
        try shelves.withLock { try settled(id, in: &$0) }
    }

    var all: [Dataset] {
        get throws {
            try shelves.withLock { shelves in
                try shelves.order.compactMap { try settled($0, in: &shelves) }
            }
        }
    }

    /// The datasets as they were last looked at.
    var unsettled: [Dataset] {
        shelves.withLock { shelves in shelves.order.compactMap { shelves.datasets[$0] } }
    }

    func status(of dataset: Dataset) -> IngestionStatus? { dataset.status(at: clock.now, times) }

    /// A file for a dataset has been stored: its ingestion begins, or waits for the one in progress.
    func uploaded(
        _ id: String, object: String, appends: Bool, md5: String, request: Int, fate: IngestionFate
    ) throws {
        let profile = try objects.bytes(of: object).withUnsafeBytes { CSVProfile($0) }
        try shelves.withLock { shelves in
            guard var dataset = try settled(id, in: &shelves) else { return }
            let ingestion = Ingestion(
                object: object, appends: appends, md5: md5, request: request, profile: profile, fate: fate,
                startsAt: clock.now)
            let upload = Ledger.Upload(id, ingestion, behind: dataset.ingestions.count)
            dataset.enqueue(ingestion, times)
            try keep(dataset)
            shelves.datasets[id] = dataset
            ledger.note { $0.uploads.append(upload) }
        }
    }

    /// The rows, each as long as the dataset's columns.
    func rows(of dataset: Dataset) throws -> [[String]] {
        try shelves.withLock { shelves in
            if let table = shelves.tables[dataset.id] { return table }
            var table: [[String]] = []
            for source in dataset.sources {
                switch source {
                case .rows(let rows): table += rows
                case .object(let id): table += try Self.records(try objects.bytes(of: id)).dropFirst()
                }
            }
            shelves.tables[dataset.id] = table
            return table
        }
    }

    /// The whole dataset as CSV; nil if there is none.
    func csv(of id: String) throws -> String? {
        guard let dataset = try find(id) else { return nil }
        let records = [dataset.columns.map(\.name)] + (try rows(of: dataset))
        return records.map { $0.map(Self.quoted).joined(separator: ",") + "\n" }.joined()
    }

    /// The dataset after ending what has to be ended by now.
    private func settled(_ id: String, in shelves: inout Shelves) throws -> Dataset? {
        guard var dataset = shelves.datasets[id] else { return nil }
        let before = Set(dataset.objects)
        var ended = false
        var applied: [Ledger.Applied] = []
        while let (ingestion, changed) = dataset.endIngestion(by: clock.now, times) {
            ended = true
            if changed { applied.append(.init(upload: .init(id, ingestion), rowsAfter: dataset.rows)) }
        }
        guard ended else { return dataset }
        try keep(dataset)
        shelves.datasets[id] = dataset
        shelves.tables[id] = nil
        ledger.note { $0.applied += applied }
        for object in before.subtracting(dataset.objects) { objects.remove(object) }
        return dataset
    }

    private static func records(_ bytes: some ContiguousBytes) throws -> [[String]] {
        try bytes.withUnsafeBytes { bytes in
            var reader = CSVReader(bytes)
            var records: [[String]] = []
            while let record = try reader.next() { records.append(record) }
            return records
        }
    }

    private static func quoted(_ field: String) -> String {
        guard field.contains(where: { ",\"\r\n".contains($0) || $0.isNewline }) else { return field }
        return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}

extension Ledger.Upload {
    init(_ dataset: String, _ ingestion: Ingestion, behind others: Int = 0) {
        self.init(
            dataset: dataset, appends: ingestion.appends,
            rows: ingestion.profile.problems.isEmpty ? ingestion.profile.rows : 0, md5: ingestion.md5,
            request: ingestion.request, behind: others)
    }
}
