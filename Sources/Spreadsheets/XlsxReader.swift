import CXlsx
package import LuaBridge

/// Reads a sheet row by row, in memory that does not grow with the rows; the workbook's shared texts are held.
///
/// Cells become what Excel shows, and not how it looks: numbers of 15 digits, booleans, texts; dates, times and spans
/// as ISO 8601 texts; errors as their texts, `#N/A`. Of merged cells the first has the value. Rows without a value are
/// skipped.
package struct XlsxReader: ~Copyable, Sendable {
    /// How a sheet is read.
    package struct Options: Sendable, Hashable {
        package var sheet = XlsxSheetChoice.first
        package var range = XlsxRangeChoice.cells(.all)
        /// Whether the first row names the columns; if not, rows are lists.
        package var hasHeader = true
        /// Whether rows are read that Excel does not show.
        package var readsHidden = true

        package init() {}
    }

    private let book: XlsxBook
    private let options: Options
    private let range: XlsxRange
    private let memory: LuaMemory?
    private let control: LuaControl?
    private var hold: LuaMemoryHold
    private var hiddenRow: Int?
    /// The sheet that is read.
    package let sheet: XlsxSheet
    /// The names of the columns; empty without a header.
    package private(set) var columns: [String] = []

    /// The file's name in messages.
    package var name: String { book.name }
    /// How many sheets the workbook has.
    package var sheetCount: Int { book.sheets.count }

    /// Rows of more bytes are pushed only if the script may hold that much more.
    private static let smallRow = 16 * 1024

    /// Begins to read, as far as the header.
    ///
    /// Blocks; takes as long as the workbook's shared texts are.
    ///
    /// - Parameters:
    ///   - memory: What the script may still hold: the shared texts count.
    ///   - control: Asked after each 64 KiB whether the script is to end.
    package static func open(
        _ file: consuming OpenFile, name: String, _ options: Options, memory: LuaMemory? = nil,
        control: LuaControl? = nil
    ) throws -> XlsxReader {
        let book = try XlsxBook(file, name: name)
        let (index, range) =
            switch options.range {
            case .cells(let range): (try book.index(of: options.sheet), range)
            case .named(let text):
                try book.cells(named: text, on: options.sheet, hasHeader: options.hasHeader, control: control)
            }
        let sheet = book.sheets[index]
        var reader = XlsxReader(book, options, range, sheet: sheet, memory, control)
        try reader.begin(index)
        return reader
    }

    private init(
        _ book: consuming XlsxBook, _ options: Options, _ range: XlsxRange, sheet: XlsxSheet, _ memory: LuaMemory?,
        _ control: LuaControl?
    ) {
        self.book = book
        self.range = range
        self.options = options
        self.sheet = sheet
        self.memory = memory
        self.control = control
        hold = LuaMemoryHold(memory)
    }

    private mutating func begin(_ index: Int) throws {
        try countMemory(cxlsx_held(book.pointer))
        guard cxlsx_begin(book.pointer, index, range.area, !options.readsHidden) else { throw fault() }
        while try step(cxlsx_prepare) != CXLSX_READY {}
        if options.hasHeader { try readHeader() }
    }

    /// Finds the next row; false at the end of the sheet.
    ///
    /// After an error nothing more can be read, except after a flaw.
    package mutating func findNext() throws -> Bool {
        while true {
            switch try step(cxlsx_next) {
            case CXLSX_ROW:
                if hiddenRow == nil, cxlsx_row_is_hidden(book.pointer) { hiddenRow = row }
                return true
            case CXLSX_END: return false
            default: continue
            }
        }
    }

    /// The number of the row that was found.
    package var row: Int { Int(cxlsx_row_number(book.pointer)) }

    /// What is wrong with the first bad cell of the row.
    package var flaw: XlsxError? {
        var column: UInt32 = 0
        var text: UnsafePointer<CChar>?
        let flaw = cxlsx_row_flaw(book.pointer, &column, &text)
        guard flaw != CXLSX_NO_FLAW else { return nil }
        return error(XlsxWords.of(flaw, text.map { String(cString: $0) } ?? ""), row: row, column: Int(column))
    }

    /// The row's values as text by the number of their column.
    package var texts: [(column: Int, text: String)] {
        (0..<cxlsx_cell_count(book.pointer)).map { cell in
            var length = 0
            let text = cxlsx_cell_text(book.pointer, cell, &length)
            let bytes = UnsafeRawBufferPointer(start: text, count: length)
            return (Int(cxlsx_cell_column(book.pointer, cell)), String(decoding: bytes, as: UTF8.self))
        }
    }

    /// Pushes the row that was found.
    ///
    /// Uses six places of the stack. In a function that keeps a value, which becomes the names.
    package func push(onto L: OpaquePointer) throws {
        let weight = cxlsx_row_weight(book.pointer)
        let width = range.hasColumns ? range.columns.count : 0
        if weight + width * 16 > Self.smallRow, let memory {
            do throws(LuaLimitError) { try memory.require(weight + width * 16) } catch { throw tooLarge(error) }
        }
        cxlsx_push_row(L, book.pointer, LuaFunction.keptValue, UInt32(width))
    }

    /// What was read that Excel does not show: the first hidden row, and the first hidden column with a value.
    package var hidden: (row: Int?, column: String?) {
        let column = Int(cxlsx_hidden_column(book.pointer))
        return (hiddenRow, column > 0 ? XlsxPlace.columnName(column) : nil)
    }

    private mutating func step(_ work: (OpaquePointer) -> cxlsx_status) throws -> cxlsx_status {
        try countMemory(cxlsx_held_after_step(book.pointer))
        let status = work(book.pointer)
        if status == CXLSX_FAILED { throw fault() }
        if status == CXLSX_MORE { try control?.endIfWanted() }
        return status
    }

    private mutating func countMemory(_ wanted: Int) throws {
        guard wanted > hold.count else { return }
        do throws(LuaLimitError) { try hold.add(wanted - hold.count) } catch { throw tooLarge(error) }
    }

    private mutating func readHeader() throws {
        guard try findNext() else {
            throw error("the \(range == .all ? "sheet" : "range") is empty: a header is missing")
        }
        if let flaw { throw flaw }
        let names = texts
        let row = row
        if range.hasColumns {
            let named = Set(names.map(\.column))
            if let blank = range.columns.first(where: { !named.contains($0) }) { throw unnamed(blank, row) }
        }
        var first: [String: Int] = [:]
        for (index, (column, name)) in names.enumerated() {
            if index > 0, names[index - 1].column + 1 < column { throw unnamed(names[index - 1].column + 1, row) }
            if let other = first.updateValue(column, forKey: name) {
                let places = [other, column].map { XlsxPlace.columnName($0) }
                throw error("columns \(places[0]) and \(places[1]) are both named '\(name)'", row: row)
            }
        }
        columns = names.map(\.text)
        guard cxlsx_name_columns(book.pointer) else { throw error(XlsxWords.memory) }
    }

    private func unnamed(_ column: Int, _ row: Int) -> XlsxError {
        error(
            "the column has no name (of merged cells only the first has one): name it, or leave it out with range",
            row: row, column: column)
    }

    private func fault() -> XlsxError {
        let fault = cxlsx_fault_of(book.pointer).pointee
        let words = XlsxWords.of(fault)
        let hasPlace =
            fault.code == CXLSX_BAD_REFERENCE || fault.code == CXLSX_CELL_ORDER
            || fault.code == CXLSX_ROW_TOO_LONG
        guard hasPlace, fault.row > 0 else { return error(words) }
        return error(words, row: Int(fault.row), column: fault.column > 0 ? Int(fault.column) : nil)
    }

    private func tooLarge(_ limit: LuaLimitError) -> XlsxError {
        error("\(limit): the workbook's texts are longer than the memory limit allows")
    }

    private func error(_ message: String, row: Int? = nil, column: Int? = nil) -> XlsxError {
        XlsxError(file: name, sheet: sheet.name, row: row, column: column, message: message)
    }
}
