package import ApiClients
import Catalogue
package import LuaBridge

/// Reads a file and asks about the dataset that it is for.
package struct DataCheck: Sendable {
    private let files: FileAccess
    private let spools: RowSpools
    private let scans = KnownScans<FileScan>()
    private let client: @Sendable () throws -> DataGovClient

    /// - Parameter client: Is asked about a dataset, if there is one.
    package init(files: FileAccess, client: @escaping @Sendable () throws -> DataGovClient) {
        self.init(files: files, spools: RowSpools(), client: client)
    }

    /// - Parameter spools: Rows that are checked by their names, as files are by their paths.
    init(files: FileAccess, spools: RowSpools, client: @escaping @Sendable () throws -> DataGovClient) {
        self.files = files
        self.spools = spools
        self.client = client
    }

    /// Reads the file, and then asks about the dataset.
    ///
    /// A file that this value has read, and that has not changed since, is not read again: what is appended is checked
    /// by itself first, and beside the dataset once it is its turn.
    ///
    /// - Parameters:
    ///   - timeout: For what is asked.
    ///   - local: Is given what is wrong with the file by itself, before anybody is asked.
    /// - Throws: ``FileAccessError``; ``CSVError`` for a file that cannot be read; ``ApiError``; what `local` throws.
    package func run(
        _ file: String, dataset: DatasetID? = nil, for purpose: FileCheck.Purpose, timeout: Duration? = nil,
        local: (FileCheck) throws -> Void = { _ in }
    ) async throws -> FileCheck {
        TaskStatus.current?.status = "checking \(spools.shown(file))"
        let scan = try await scan(file)
        guard let dataset else {
            let check = FileCheck(scan, for: purpose)
            try local(check)
            return check
        }
        var alone = purpose
        alone.judgesNames = false
        try local(FileCheck(scan, for: alone))
        TaskStatus.current?.status = "asking for the dataset's columns"
        let facts = try await facts(of: dataset, timeout, rows: purpose.mode == .replace)
        return FileCheck(scan, for: purpose, dataset: facts)
    }

    private func scan(_ file: String) async throws -> FileScan {
        let spool = spools[file]
        return try await scans.scan(file) { () throws -> FileStamp? in
            if let spool { return spool.stamp }
            let content = try files.open(file, for: .read)
            return FileStamp(ofDescriptor: content.descriptor)
        } reading: {
            if let spool { return try await FileScan(of: spool) }
            return try await FileScan(file, in: files)
        }
    }

    /// What the public catalogue tells of a dataset, which may be nothing.
    private func facts(of dataset: DatasetID, _ timeout: Duration?, rows: Bool) async throws -> DatasetFacts {
        let client = try client()
        var facts = DatasetFacts()
        do {
            // Both at once, so that they share the time.
            async let metadata = client.metadata(dataset, timeout: timeout)
            async let total = rows ? Self.total(of: dataset, client, timeout) : nil
            facts.columns = try await metadata.columns.map { column in
                DatasetFacts.Column(name: column.name, isNumeric: column.dataType.map(Self.isNumeric))
            }
            facts.rows = try await total
        } catch let error as ApiError
            where [.notFound, .rejected, .permission, .server].contains(error.kind) && !error.stopsRun
        {}
        return facts
    }

    /// How many rows the dataset has; nil for one without any.
    private static func total(
        of dataset: DatasetID, _ client: DataGovClient, _ timeout: Duration?
    ) async throws -> Int? {
        var pages = client.rows(RowQuery(dataset, limit: 1))
        return try await pages.next(timeout: timeout).map { Int(clamping: $0.total) }
    }

    /// Whether the service's word for a type is one for numbers.
    private static func isNumeric(_ type: String) -> Bool {
        let word = type.lowercased()
        return ["numeric", "number", "int", "float", "double", "decimal", "real"].contains { word.hasPrefix($0) }
    }
}
