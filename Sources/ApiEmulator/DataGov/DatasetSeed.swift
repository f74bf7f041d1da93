/// A dataset that exists before the first request.
package struct DatasetSeed: Sendable {
    /// `d_` and 32 hex digits.
    package var id: String
    package var name: String
    package var columns: [String]
    /// Each as long as `columns`.
    package var rows: [[String]]
    /// Only a published dataset takes uploads.
    package var isPublished: Bool

    package init(id: String, name: String, columns: [String], rows: [[String]], isPublished: Bool = true) {
        self.id = id
        self.name = name
        self.columns = columns
        self.rows = rows
        self.isPublished = isPublished
    }

    /// A dataset with the header and rows of a CSV text (RFC 4180); its name is its id.
    ///
    /// - Throws: ``DatasetSeedError``
    package init(id: String, csv: String) throws(DatasetSeedError) {
        var records: [[String]] = []
        do {
            try Array(csv.utf8).withUnsafeBytes { bytes in
                var reader = CSVReader(bytes)
                var line = reader.line
                while let record = try reader.next() {
                    defer { line = reader.line }
                    // A blank line is no row, unless there is one column, of which it is an empty field.
                    if record == [""], let header = records.first, header.count > 1 { continue }
                    if let header = records.first, header.count != record.count {
                        let words = "expected \(header.count) fields as in the header, got \(record.count)"
                        throw CSVProblem(line: line, message: words)
                    }
                    records.append(record)
                }
            }
        } catch {
            let problem = error as? CSVProblem
            throw DatasetSeedError("line \(problem?.line ?? 1): \(problem?.message ?? "\(error)")")
        }
        guard let columns = records.first, columns != [""] else { throw DatasetSeedError("there is no header") }
        self.init(id: id, name: id, columns: columns, rows: Array(records.dropFirst()))
    }

    /// The dataset for a list of short links: columns short_url, long_url, created_at.
    package static let shortLinksId = "d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912"
    /// Visitors of a few museums by month: columns month, museum, visitors.
    package static let visitorsId = "d_2a1d6e7c8b9f40a3c4d5e6f7a8b91023"
    /// Rainfall by day and station: columns date, station, rainfall_mm.
    package static let rainfallId = "d_3b2e7f8d9ca051b4d5e6f7a8b9c02134"
    /// A dataset that is not published yet, so that uploads to it are refused: columns name, value.
    package static let draftId = "d_4c3f809eadb162c5e6f7a8b9c0d13245"

    /// The datasets of a fresh emulator.
    package static let ready = [
        DatasetSeed(
            id: shortLinksId, name: "Short Links of the Agency",
            columns: ["short_url", "long_url", "created_at"],
            rows: [["hello", "https://www.example.gov.sg/hello", "2026-01-05T09:00:00+08:00"]]),
        DatasetSeed(
            id: visitorsId, name: "Museum Visitors by Month", columns: ["month", "museum", "visitors"],
            rows: [
                ["2026-01", "National Museum", "41250"], ["2026-01", "Asian Civilisations Museum", "28310"],
                ["2026-02", "National Museum", "38902"], ["2026-02", "Asian Civilisations Museum", "30077"],
            ]),
        DatasetSeed(
            id: rainfallId, name: "Daily Rainfall", columns: ["date", "station", "rainfall_mm"],
            rows: [["2026-01-01", "S24", "12.6"], ["2026-01-01", "S50", "0"], ["2026-01-02", "S24", "33.4"]]),
        DatasetSeed(
            id: draftId, name: "A Draft", columns: ["name", "value"], rows: [["a", "1"]], isPublished: false),
    ]

    func dataset(at start: Timestamp) -> Dataset {
        let columns = columns.enumerated().map { index, name in
            let values = rows.map { $0[index] }.filter { !$0.isEmpty }
            let numeric = !values.isEmpty && values.allSatisfy(ColumnType.numeric.accepts)
            return Column(name: name, type: ColumnType.named(name) ?? (numeric ? .numeric : .text))
        }
        return Dataset(
            id: id, name: name, isPublished: isPublished, columns: columns, rows: rows.count, sources: [.rows(rows)],
            createdAt: start, lastUpdatedAt: start, lastResult: rows.isEmpty ? nil : .success)
    }
}

/// What is wrong with the text of a dataset.
package struct DatasetSeedError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
