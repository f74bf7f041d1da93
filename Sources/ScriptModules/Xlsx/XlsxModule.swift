package import Catalogue
package import LuaBridge
import Spreadsheets

/// `xlsx`: the sheets of Excel workbooks, row by row.
package struct XlsxModule: ScriptModule {
    package static let name = "xlsx"
    package static let summary = "Excel workbooks: the rows of a sheet, however many."
    package static let bindings = [rows, sheets]

    let files: FileAccess
    let notices: FileNotices
    /// What the script that it is installed for may hold.
    private(set) var memory: LuaMemory?
    private(set) var control: LuaControl?

    package init(_ host: AllModules) {
        files = host.files
        let log = LogModule(host)
        notices = FileNotices { log.say(.info, $0) }
    }

    package mutating func bind(to state: LuaState) {
        memory = state.memory
        control = state.control
    }

    static let rows = Binding<XlsxModule>(
        "xlsx.rows", "Reads a sheet of an Excel workbook row by row; the header gives the names of the fields.",
        .required("path", String.self, file: .read, "The workbook, .xlsx or .xlsm."),
        .option(
            "sheet", XlsxSheetChoice?.self,
            "The sheet's name, or its number in xlsx.sheets; if not given, the first that is not hidden."),
        .option(
            "range", XlsxRangeChoice?.self,
            "The part of the sheet that is read, such as \"B3:F100\", \"B3:F\", \"A:D\" or \"5:200\", or the name of a "
                + "range or a table of the workbook; if not given, all of it."),
        .option("header", default: true, "Whether the first row names the fields; if not, rows are lists."),
        .option(
            "hidden", default: true, "Whether rows are read that Excel does not show, such as filtered ones."),
        returns: .iterator(
            type: "table<string, any>?, string",
            "A table of the cells by field name, and where the row stands: names.xlsx:Sheet1!12. Cells are numbers, "
                + "booleans and strings; dates are strings such as 2026-01-31, empty cells are nil (\"\" in lists).",
            // The values are pushed by the iterator itself.
            values: { (_: Void) in [] }),
        errors: [.data, .permission],
        example: """
            if fs.exists("names.xlsx") then
              for row, place in xlsx.rows("names.xlsx", { range = "A3:D" }) do
                print(place, row.name, row.year + 1)
              end
            end
            """,
        run: { module, path, sheet, range, header, hidden in
            var options = XlsxReader.Options()
            options.sheet = sheet ?? .first
            options.range = range ?? .cells(.all)
            options.hasHeader = header
            options.readsHidden = hidden
            let source = XlsxSource(module: module, path: path, options: options)
            let reader = try source.open()
            reader.tellSheet()
            return LuaIterator(
                "xlsx.rows", origin: XlsxRowSource(source, read: reader), pushing: { call in try reader.push(call) })
        })

    static let sheets = Binding<XlsxModule>(
        "xlsx.sheets", "Lists the sheets of an Excel workbook, without charts.",
        .required("path", String.self, file: .read, "The workbook, .xlsx or .xlsm."),
        returns: .list(sheetShape, "The sheets, in the order of their tabs."), errors: [.data, .permission],
        example: """
            if fs.exists("names.xlsx") then
              for _, sheet in ipairs(xlsx.sheets("names.xlsx")) do
                print(sheet.name, sheet.hidden)
              end
            end
            """,
        run: { (module, path) -> [XlsxSheet] in
            let file = try module.files.open(path, for: .read)
            return try XlsxBook(file, name: path).sheets
        })

    private static let sheetShape = RecordShape<XlsxSheet>(
        "xlsx.Sheet",
        RecordField("name", \.name, "As its tab shows it."),
        RecordField("hidden", \.isHidden, "Whether Excel does not show it."))
}

/// A sheet of a file, and how it is to be read.
struct XlsxSource: Sendable {
    let module: XlsxModule
    let path: String
    let options: XlsxReader.Options

    /// Begins to read.
    func open(refusesFlaws: Bool = true) throws -> XlsxRowReader {
        let reader = try XlsxReader.open(
            try module.files.open(path, for: .read), name: path, options, memory: module.memory,
            control: module.control)
        return XlsxRowReader(reader, self, refusesFlaws: refusesFlaws)
    }
}
