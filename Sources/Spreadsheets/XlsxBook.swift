import CXlsx
import Glibc
package import LuaBridge

/// An open workbook: its sheets, and the rows of one of them.
package struct XlsxBook: ~Copyable, @unchecked Sendable {
    // Unchecked: only this value, which is never copied, reaches what the pointer points to.
    private let book: OpaquePointer
    /// The file's name in messages.
    package let name: String
    /// Those that have cells, in the order of their tabs; never empty.
    package let sheets: [XlsxSheet]

    /// Opens a workbook and reads the list of its sheets.
    ///
    /// Blocks; takes milliseconds.
    ///
    /// - Parameter file: Read by position; its own position is not used.
    package init(_ file: consuming OpenFile, name: String) throws(XlsxError) {
        try Self.refuseOthers(file.descriptor, name)
        var failure: UnsafePointer<CChar>?
        guard cxlsx_load(&failure) else {
            let words = failure.map { String(cString: $0) } ?? ""
            throw XlsxError(file: name, message: "Excel files cannot be read on this machine: \(words)")
        }
        guard let book = cxlsx_open(file.descriptor) else { throw XlsxError(file: name, message: XlsxWords.memory) }
        let fault = cxlsx_fault_of(book).pointee
        guard fault.code == CXLSX_NO_FAULT else {
            let error = XlsxError(file: name, message: XlsxWords.of(fault))
            cxlsx_close(book)
            throw error
        }
        self.book = book
        self.name = name
        sheets = (0..<cxlsx_sheet_count(book)).map { index in
            var length = 0
            let name = cxlsx_sheet_name(book, index, &length)
            let bytes = UnsafeRawBufferPointer(start: name, count: length)
            return XlsxSheet(
                name: String(decoding: bytes, as: UTF8.self),
                isHidden: cxlsx_sheet_visibility(book, index) != CXLSX_VISIBLE)
        }
    }

    deinit { cxlsx_close(book) }

    /// What C works on; valid as long as this value.
    var pointer: OpaquePointer { book }

    /// Says what a file is that is no workbook, and what to do with it.
    private static func refuseOthers(_ descriptor: Int32, _ name: String) throws(XlsxError) {
        let kind = cxlsx_kind_of(descriptor)
        guard kind != CXLSX_ARCHIVE else { return }
        throw XlsxError(file: name, message: XlsxWords.of(kind, errno: errno))
    }

    /// Where a sheet stands in ``sheets``.
    package func index(of choice: XlsxSheetChoice) throws(XlsxError) -> Int {
        if let index = choice.index(in: sheets) { return index }
        let list = sheets.map { $0.isHidden ? "'\($0.name)' (hidden)" : "'\($0.name)'" }.joined(separator: ", ")
        let words =
            switch choice {
            case .named(let name): "there is no sheet '\(name)'"
            case .numbered(let number): "there is no sheet \(number)"
            case .first: "there is no sheet"
            }
        throw XlsxError(file: name, message: "\(words); the sheets are \(list)")
    }
}
