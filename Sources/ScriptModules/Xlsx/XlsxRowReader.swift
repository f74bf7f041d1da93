import LuaBridge
import Spreadsheets
import Synchronization

/// Rows of a sheet as scripts get them.
final class XlsxRowReader: Sendable {
    private let reader: Mutex<XlsxReader>
    private let source: XlsxSource
    private let place: String
    private let assumed: String?
    /// The columns that rows have, in order; none where rows are lists.
    let columns: [String]
    private let refusesFlaws: Bool
    private let count = Atomic(0)
    private let isReading = Atomic(false)

    /// How many rows were given.
    var given: Int { count.load(ordering: .relaxed) }

    /// - Parameter refusesFlaws: Whether a cell that is wrong ends the reading, and its row is not given with what is
    ///   wrong.
    init(_ reader: consuming XlsxReader, _ source: XlsxSource, refusesFlaws: Bool) {
        self.source = source
        self.refusesFlaws = refusesFlaws
        let name = XlsxPlace.text(sheet: reader.sheet.name)
        place = "\(source.path):\(name)!"
        columns = reader.columns
        assumed = Self.assumption(reader, source.options)
        self.reader = Mutex(reader)
    }

    /// Which sheet was chosen, where the script has named none and could have meant another.
    private static func assumption(_ reader: borrowing XlsxReader, _ options: XlsxReader.Options) -> String? {
        let sheet = "sheet '\(reader.sheet.name)'"
        if options.sheet == .first, case .cells = options.range, reader.sheetCount > 1 {
            return "read \(sheet), one of \(reader.sheetCount) (sheet = chooses another)"
        }
        return reader.sheet.isHidden ? "read \(sheet), which is hidden in Excel" : nil
    }

    /// Says which sheet is read, where the script has left it open.
    func tellSheet() {
        if let assumed { source.module.notices.say("\(source.path): \(assumed)") }
    }

    /// Pushes the next row and its place, or nil; for a function that keeps a value.
    ///
    /// - Parameter tellsFlaws: Whether what is wrong with the row, or nil, is the third value.
    func push(_ call: borrowing LuaCall, tellsFlaws: Bool = false) throws -> LuaAnswer {
        // A push may collect garbage, whose finalisers are scripts' functions and may call anything.
        guard !isReading.exchange(true, ordering: .relaxed) else {
            throw XlsxError(file: source.path, message: "a row is being read: a __gc handler cannot take the next")
        }
        defer { isReading.store(false, ordering: .relaxed) }
        let L = call.L
        guard let found = try reader.withLock({ reader in try next(&reader, onto: L) }) else {
            try call.push(.nil)
            return .pushed(1)
        }
        try call.push(.string("\(place)\(found.row)"))
        count.add(1, ordering: .relaxed)
        guard tellsFlaws else { return .pushed(2) }
        try call.push(found.flaw.map { .string($0) } ?? .nil)
        return .pushed(3)
    }

    private func next(
        _ reader: inout XlsxReader, onto L: OpaquePointer
    ) throws -> (row: Int, flaw: String?)? {
        guard try reader.findNext() else { return nil }
        let flaw = reader.flaw
        if refusesFlaws, let flaw { throw flaw }
        tellHidden(reader)
        try reader.push(onto: L)
        return (reader.row, flaw.map { "\(XlsxPlace.columnName($0.column ?? 1))\(reader.row): \($0.message)" })
    }

    /// Says once that rows or columns are read that Excel does not show.
    private func tellHidden(_ reader: borrowing XlsxReader) {
        let hidden = reader.hidden
        if let row = hidden.row {
            let words =
                "this row is hidden in Excel; it and other hidden rows are read (hidden = false leaves them out)"
            source.module.notices.say("\(place)\(row): \(words)")
        }
        if let column = hidden.column {
            source.module.notices.say("\(place)\(column): this column is hidden in Excel; hidden columns are read")
        }
    }

    /// Goes past rows that were given before.
    func skip(_ count: Int) throws {
        try reader.withLock { reader in for _ in 0..<count { _ = try reader.findNext() } }
    }
}

/// The sheet behind an iterator of rows, which durable runs read for themselves.
final class XlsxRowSource: RereadableRows {
    private let source: XlsxSource
    private let first: XlsxRowReader

    init(_ source: XlsxSource, read first: XlsxRowReader) {
        self.source = source
        self.first = first
    }

    var columns: [String] { first.columns }

    func rows() throws -> LuaFunction {
        let reader = try source.open(refusesFlaws: false)
        try reader.skip(first.given)
        return LuaFunction("xlsx.rows", origin: nil, keeps: true) { call in try reader.push(call, tellsFlaws: true) }
    }
}
