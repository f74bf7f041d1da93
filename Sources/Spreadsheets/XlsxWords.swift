import CXlsx
import SystemFiles

/// What is wrong with a file, in words for people.
enum XlsxWords {
    static let memory = "not enough memory"
    private static let asCSV = "save it as CSV and read it with csv.rows"
    private static let again = "open it in Excel and save it again"

    /// Of a file that is no zip archive.
    static func of(_ kind: cxlsx_kind, errno: Int32) -> String {
        switch kind {
        case CXLSX_EMPTY: "the file is empty"
        case CXLSX_OLD_EXCEL: "this is an old Excel file (.xls): open it in Excel and save it as .xlsx"
        case CXLSX_ENCRYPTED:
            "the workbook is encrypted with a password: open it in Excel and save it without one "
                + "(File > Info > Protect Workbook)"
        case CXLSX_OLE:
            "this is an old Office file (.xls) or one with a password: open it in Excel, save it as .xlsx without one"
        case CXLSX_MARKUP: "this is XML or HTML, whatever its name is: open it in Excel and save it as .xlsx"
        case CXLSX_UNREADABLE: "cannot be read: \(SystemError(errno))"
        default: "this is no Excel workbook (.xlsx); csv.rows reads text files"
        }
    }

    /// Of a workbook.
    static func of(_ fault: cxlsx_fault) -> String {
        let part = text(fault.part)
        let words = text(fault.text)
        return switch fault.code {
        case CXLSX_NOT_AN_ARCHIVE: "the file is damaged or incomplete (\(words)): get it again"
        case CXLSX_TOO_MANY_PARTS: "the workbook has too many parts: \(asCSV)"
        case CXLSX_OPEN_DOCUMENT: "this is an OpenDocument file (.ods): save it as .xlsx"
        case CXLSX_BINARY_BOOK: "this is a binary workbook (.xlsb): open it in Excel and save it as .xlsx"
        case CXLSX_NO_BOOK: "this zip archive is no Excel workbook"
        case CXLSX_NO_PART: "the workbook lacks its part \(part): \(again)"
        case CXLSX_PART_DAMAGED: "the file is damaged: \(part) cannot be unpacked (\(words)): get it again"
        case CXLSX_PART_ENCRYPTED: "the workbook is encrypted (\(part)): save it without a password"
        case CXLSX_PART_METHOD: "\(part) is compressed in a way that workbooks do not use: \(again)"
        case CXLSX_PART_TOO_LARGE: "\(part) unpacks to more than is read: \(asCSV)"
        case CXLSX_PART_BOMB: "\(part) unpacks to more than 300 times its size, like a zip bomb: \(asCSV)"
        case CXLSX_BAD_XML: "the file is damaged: \(part), line \(fault.number): \(words)"
        case CXLSX_HAS_DTD: "\(part) has a document type, which no workbook has: \(again)"
        case CXLSX_XML_MEMORY: "\(part) has a tag or a text that is too long to be read"
        case CXLSX_XML_DEPTH: "the elements of \(part) are nested too deep"
        case CXLSX_OTHER_ROOT: "\(part) is not what the workbook says it is: \(again)"
        case CXLSX_NO_SHEETS: "the workbook has no sheet with cells"
        case CXLSX_TOO_MANY_STRINGS: "the workbook has more than 1 GiB of texts: \(asCSV)"
        case CXLSX_BAD_REFERENCE where words.isEmpty: "there are more rows or columns than a sheet can have"
        case CXLSX_BAD_REFERENCE: "the file is damaged: '\(words)' is no row or cell at this place"
        case CXLSX_ROW_ORDER: "the file is damaged: row \(words) stands after row \(fault.row)"
        case CXLSX_CELL_ORDER: "the file is damaged: the cell stands twice, or after a later one"
        case CXLSX_ROW_TOO_LONG: "the row is longer than 64 MiB"
        default: memory
        }
    }

    /// Of one cell.
    static func of(_ flaw: cxlsx_flaw, _ text: String) -> String {
        switch flaw {
        case CXLSX_NO_VALUE:
            "the formula has no stored value, as of a file that a program has written: open it in Excel and save it"
        case CXLSX_NO_STRING: "the cell refers to text number \(text), which the workbook lacks: \(again)"
        case CXLSX_NO_NUMBER: "'\(text)' is no number"
        case CXLSX_NO_DATE: "\(text) is shown as a date, and no date has this number"
        case CXLSX_DAY_ZERO:
            "\(text) is shown as a date, and is 0 January 1900: clear the cell, or show it as a number"
        case CXLSX_DAY_SIXTY:
            "\(text) is shown as 29 February 1900, which never was: clear the cell, or show it as a number"
        case CXLSX_NO_BOOLEAN: "'\(text)' is neither true nor false"
        case CXLSX_CELL_TYPE: "the cell is of the unknown type '\(text)'"
        default: "the cell is in a column without a name: name it, or leave it out with range"
        }
    }

    /// A field of C; what is not UTF-8 is replaced.
    static func text<Field>(_ field: Field) -> String {
        withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
