import ApiClients
import LuaBridge
import TextFormats

/// A CSV file, read once from its beginning to its end: what its columns hold, and which rows are odd.
///
/// Nothing is judged yet: the same scan can be compared with a dataset that is asked for later.
struct FileScan: Sendable {
    /// The most that the storage takes in one piece.
    static let sizeLimit: Int64 = 5 << 30
    /// Columns beyond are not looked at; no spreadsheet has more.
    static let mostColumns = 16384
    /// So many fields are told of each column and trait.
    static let samples = 20
    /// A file of very many columns has fewer told.
    private static let mostSamples = 200_000

    /// What ends the reading before a row is read.
    struct Stop: Sendable {
        let kind: FindingKind
        let line: Int?
        let message: String
    }

    /// Rows of one kind: how many, and the first.
    struct Rows: Sendable {
        private(set) var count = 0
        private(set) var first: [(line: Int, width: Int)] = []

        mutating func add(_ line: Int, width: Int) {
            count += 1
            if first.count < FileScan.samples { first.append((line, width)) }
        }
    }

    /// A name in the header; nil for one that is not UTF-8.
    typealias Name = String?

    let file: String
    let size: Int64
    let sizeLimit: Int64
    /// Whether it holds rows that are no file to whoever reads about them: places are the numbers of rows then.
    let isOfRows: Bool
    private(set) var headerLine = 1
    private(set) var header: [Name] = []
    private(set) var columns: [ScannedColumn] = []
    /// As `csv.rows` counts them.
    private(set) var rows = 0
    private(set) var ragged = Rows()
    private(set) var blank = Rows()
    /// Lines of nothing that are no rows.
    private(set) var blankLines = (count: 0, first: [Int]())
    private(set) var separatorLine: (line: Int, separator: Character)?
    private(set) var stop: Stop?

    /// Where findings about the header are; rows of a script have none that could be seen.
    var headerPlace: Int? { isOfRows ? nil : headerLine }
    /// The columns as findings name them.
    var places: [ColumnPlace] { header.enumerated().map { ColumnPlace($0, $1 ?? "") } }

    /// Reads the file.
    ///
    /// - Throws: ``FileAccessError``; ``CSVError`` for one that cannot be read; cancellation.
    @concurrent
    init(_ path: String, in files: FileAccess, sizeLimit: Int64 = FileScan.sizeLimit) async throws {
        file = path
        self.sizeLimit = sizeLimit
        isOfRows = false
        let content = try files.open(path, for: .read)
        size = try files.status(of: path).size
        try await begin(content)
    }

    /// Reads the rows of a script.
    ///
    /// - Throws: ``CSVError`` if their file cannot be read; cancellation.
    @concurrent
    init(of spool: RowSpool) async throws {
        file = RowSpool.title
        sizeLimit = Self.sizeLimit
        isOfRows = true
        let content = try spool.reopened()
        size = try spool.source().size()
        try await begin(content)
    }

    private mutating func begin(_ content: consuming OpenFile) async throws {
        do {
            if size == 0 { throw Stop(kind: .emptyFile, line: nil, message: "the file is empty") }
            try await read(content)
        } catch let error as CSVError where error.failure == nil {
            stop = Stop(kind: .notCSV, line: error.line, message: error.message)
        } catch let stop as Stop {
            self.stop = stop
        }
    }

    private mutating func read(_ content: consuming OpenFile) async throws {
        var reader = try CSVReader(content, name: file, header: .none, refusesRagged: false)
        try readHeader(&reader)
        let width = min(header.count, Self.mostColumns)
        guard let profile = CSVProfile(width: width, samples: max(1, min(Self.samples, Self.mostSamples / width)))
        else {
            throw CSVError(file: file, message: "not enough memory for \(header.count) columns")
        }
        columns = Array(repeating: ScannedColumn(), count: width)
        defer {
            for index in columns.indices {
                columns[index].counts = profile.counts(in: index)
                columns[index].integers = profile.integers(in: index)
            }
            blankLines = reader.blankLines
        }
        while let row = try reader.profileNext(profile) {
            rows += 1
            let place = isOfRows ? rows : row.line
            if row.isBlank {
                blank.add(place, width: row.width)
            } else if row.width != header.count {
                ragged.add(place, width: row.width)
            }
            for note in row.notes { columns[note.column].add(note, at: place) }
            if rows.isMultiple(of: 4096) {
                try Task.checkCancellation()
                await Task.yield()
            }
        }
    }

    private mutating func readHeader(_ reader: inout CSVReader) throws {
        guard var record = try reader.next() else {
            throw Stop(kind: .emptyFile, line: nil, message: "the file is empty")
        }
        if let separator = record.namedSeparator {
            separatorLine = (record.line, separator)
            guard separator == "," else { return try refuse(separator, at: record.line) }
            reader.beginAnew()
            guard let next = try reader.next() else {
                throw Stop(kind: .emptyFile, line: record.line, message: "the file has nothing but a separator line")
            }
            record = next
        }
        headerLine = record.line
        // Read with commas, each further line would only be another riddle.
        if let separator = record.otherSeparator { try refuse(separator, at: record.line) }
        header = record.fields.map { if case .string(let name) = $0 { name } else { nil } }
    }

    private func refuse(_ separator: Character, at line: Int) throws {
        let path = LuaValue.string(file).literal
        let option = separator == "\t" ? #""\t""# : "\"\(separator)\""
        let name = separator == "\t" ? "tab" : "'\(separator)'"
        throw Stop(
            kind: .separator, line: line,
            message: "the fields are separated by \(name), and data.gov.sg takes commas only: save it with commas, or "
                + "convert it with csv.copy(\(path), \"commas.csv\", { separator = \(option), to_separator = \",\" })")
    }
}

extension FileScan.Stop: Error {}

/// What a column holds.
struct ScannedColumn: Sendable {
    var counts = CSVCounts()
    var integers: [CSVIntegers] = []
    /// The first fields with each trait.
    private var samples: [CSVTraits: [FoundValue]] = [:]

    mutating func add(_ note: CSVNote, at line: Int) {
        let value = FoundValue(line: line, text: note.text)
        for trait in note.traits.members { samples[trait, default: []].append(value) }
    }

    /// The first fields that have one of the traits, in the order of the file.
    func first(_ traits: CSVTraits) -> [FoundValue] {
        let found = traits.members.flatMap { samples[$0] ?? [] }
        return Array(found.sorted { $0.line < $1.line }.prefix(FileScan.samples))
    }
}

extension CSVRecord {
    /// The separator that a first line `sep=;` names, as Excel reads it.
    fileprivate var namedSeparator: Character? {
        guard fields.count <= 2, case .string(let text)? = fields.first, text.lowercased().hasPrefix("sep=") else {
            return nil
        }
        // Read with commas, `sep=,` has two fields.
        if fields.count == 2 { return text.count == 4 && fields[1] == .string("") ? "," : nil }
        return text.count == 5 ? text.last : nil
    }

    /// What stands between the fields of a header that has but one field, read with commas.
    fileprivate var otherSeparator: Character? {
        guard fields.count == 1, case .string(let text)? = fields.first else { return nil }
        return [";", "\t", "|"].first { text.contains($0) }
    }
}
