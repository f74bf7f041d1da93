/// What the rows that a dataset shows say about an upload.
enum RowEvidence: Sendable, Hashable {
    /// The file's rows are at their place.
    case ours
    /// As many rows as before, so that nothing was added.
    case asBefore
    /// Neither; in words.
    case others(String)
    /// The dataset's rows cannot be had, or the file has none to compare.
    case unreadable
    /// The service failed for now.
    case unavailable
}

extension DataGovClient {
    /// How many rows are searched at most.
    private static let mostRead: Int64 = 5000
    /// How many rows are asked for at once.
    private static let pageSize = 1000

    /// Looks at the dataset's public rows.
    ///
    /// One request, and up to five more if their number fits.
    func rows(of upload: Upload, _ call: CallTime) async throws -> RowEvidence {
        var run = run(call)
        let total = try await transiently { try await rowCount(upload.dataset, &run) }
        guard let total else { return .unavailable }
        guard let total, let sample = upload.sample else { return .unreadable }
        do {
            let evidence = try await transiently {
                switch upload.mode {
                case .replace: try await replaced(upload, sample, total, call)
                case .append: try await appended(upload, sample, total, call)
                }
            }
            return evidence ?? .unavailable
        } catch let error as ApiError where error.kind == .rejected || error.kind == .notFound {
            return .unreadable
        }
    }

    private func replaced(
        _ upload: Upload, _ sample: RowSample, _ total: Int64, _ call: CallTime
    ) async throws -> RowEvidence {
        let (dataset, rows) = (upload.dataset, upload.file.rows)
        // Others may have added rows since; without ours among those before, the first ones can only be ours.
        guard total == rows || total > rows && upload.baseline.hadRows == false else {
            return .others("\(dataset) has \(total) rows, where the file has \(rows)")
        }
        guard let column = try await difference(sample, at: 0, dataset, call) else { return .ours }
        let count = total == rows ? "\(total) rows as the file" : "\(total) rows, where the file has \(rows)"
        return .others("\(dataset) has \(count), and other values in the column \(column)")
    }

    private func appended(
        _ upload: Upload, _ sample: RowSample, _ total: Int64, _ call: CallTime
    ) async throws -> RowEvidence {
        let (dataset, rows) = (upload.dataset, upload.file.rows)
        guard let before = upload.baseline.rows else { return .unreadable }
        let (expected, overflow) = before.addingReportingOverflow(rows)
        guard !overflow else { return .unreadable }
        // Where somebody has replaced the rows, ours may be anywhere among the new ones.
        let isReplaced = total == before ? try await isUpdated(upload, call) : total < before
        if total == before, !isReplaced { return .asBefore }
        var column: String?
        if total >= expected {
            column = try await difference(sample, at: before, dataset, call)
            if column == nil { return .ours }
        }
        // The same where nothing of the kind was in the dataset before: others may have replaced what was before ours.
        let isAnyPlace = isReplaced || upload.baseline.hadRows == false
        if isAnyPlace || total > expected {
            let range = (isAnyPlace ? 0 : before)..<total
            if try await isAnywhere(sample, in: range, rows, dataset, call) { return .ours }
        }
        if total == before { return .asBefore }
        guard total == expected, let column else {
            return .others(
                "\(dataset) had \(before) rows and now has \(total), where the append would make \(expected)")
        }
        return .others(
            "\(dataset) has the \(total) rows that the append would make, and other values in the column \(column)")
    }

    /// The first column whose values are not the file's, if the file's first row is at a place of the dataset.
    private func difference(
        _ sample: RowSample, at place: Int64, _ dataset: DatasetID, _ call: CallTime
    ) async throws -> String? {
        for window in sample.windows {
            let page = try await page(dataset, place.saturatingAdding(window.start), Int(clamping: window.count), call)
            if let column = sample.difference(window, in: page.records) { return column }
        }
        return nil
    }

    private func isAnywhere(
        _ sample: RowSample, in range: Range<Int64>, _ rows: Int64, _ dataset: DatasetID, _ call: CallTime
    ) async throws -> Bool {
        for place in try await places(of: sample, range, dataset, call)
        where place.saturatingAdding(rows) <= range.upperBound {
            if try await difference(sample, at: place, dataset, call) == nil { return true }
        }
        return false
    }

    /// Where the file's first row is among the dataset's rows; those at the end are searched if they are very many.
    private func places(
        of sample: RowSample, _ range: Range<Int64>, _ dataset: DatasetID, _ call: CallTime
    ) async throws -> [Int64] {
        var offset = max(range.lowerBound, range.upperBound.saturatingSubtracting(Self.mostRead))
        var places: [Int64] = []
        while offset < range.upperBound {
            let page = try await page(
                dataset, offset, Int(min(Int64(Self.pageSize), range.upperBound.saturatingSubtracting(offset))), call)
            guard !page.records.isEmpty else { break }
            let start = offset
            places += sample.places(in: page.records).map { start.saturatingAdding(Int64($0)) }
            offset = offset.saturatingAdding(Int64(page.records.count))
        }
        return places
    }

    private func page(_ dataset: DatasetID, _ offset: Int64, _ limit: Int, _ call: CallTime) async throws -> RowPage {
        var run = run(call)
        return try await rows(RowQuery(dataset, limit: limit, offset: Int(clamping: offset)), &run)
    }

    /// What a dataset looks like before an upload.
    ///
    /// Its rows are compared with the file's, which are known later from such as were there before: for an append all
    /// of them if they are few, for a replacement those in the places of the file's, ordinarily by one request.
    func baseline(
        of dataset: DatasetID, _ mode: UploadMode, _ sample: RowSample?, _ status: IngestionStatus,
        _ run: inout CallAttempts
    ) async throws -> IngestionBaseline {
        let rows = mode == .append ? try await rowCount(dataset, &run) : nil
        var hadRows: Bool?
        if let sample {
            if let rows {
                hadRows = try await known { try await allRows(of: dataset, rows, &run) }?.map(sample.isIn) ?? nil
            } else if mode == .replace {
                hadRows = try await known { try await isAtStart(sample, of: dataset, &run) } ?? nil
            }
        }
        return IngestionBaseline(
            status: status.data, rows: rows, lastUpdatedAt: try await lastUpdated(dataset, &run), hadRows: hadRows)
    }

    /// Whether a dataset begins with the file's rows; nil if the service gives fewer rows than it is asked for.
    private func isAtStart(
        _ sample: RowSample, of dataset: DatasetID, _ run: inout CallAttempts
    ) async throws -> Bool? {
        // The last ones first: a file that has grown differs there.
        for window in sample.windows.reversed() {
            let page = try await rows(
                RowQuery(dataset, limit: Int(clamping: window.count), offset: Int(clamping: window.start)), &run)
            let due = min(window.count, max(0, page.total.subtractingReportingOverflow(window.start).partialValue))
            guard page.records.count == due else { return nil }
            if sample.difference(window, in: page.records) != nil { return false }
        }
        return true
    }

    /// All rows of a dataset; nil if they are too many, or change while they are read.
    private func allRows(
        of dataset: DatasetID, _ total: Int64, _ run: inout CallAttempts
    ) async throws -> [[String: JSONValue]]? {
        guard total <= Self.mostRead else { return nil }
        var all: [[String: JSONValue]] = []
        while Int64(all.count) < total {
            let page = try await rows(RowQuery(dataset, limit: Self.pageSize, offset: all.count), &run)
            // A service that gives only a few rows at a time would have to be asked too often.
            guard page.total == total, page.records.count == min(Self.pageSize, Int(total) - all.count) else {
                return nil
            }
            all += page.records
        }
        return all
    }
}
