import CXlsx
import LuaBridge

/// The ranges that a workbook has names for.
extension XlsxBook {
    /// So many names are told to somebody who has given another.
    private static let mostTold = 20

    /// The cells that a name stands for: a name of the chosen sheet, else one of the workbook, else a table.
    ///
    /// Reads what tables there are. Names are the same whatever their case, as in Excel.
    ///
    /// - Parameters:
    ///   - hasHeader: Whether the first row is to name the columns.
    ///   - control: Asked after each sheet whether the script is to end.
    func cells(
        named text: String, on choice: XlsxSheetChoice, hasHeader: Bool, control: LuaControl?
    ) throws -> (sheet: Int, range: XlsxRange) {
        let chosen: Int? = choice == .first ? nil : try index(of: choice)
        let all = try names(control)
        let exact = all.filter { $0.name == text }
        let found = exact.isEmpty ? all.filter { $0.name.lowercased() == text.lowercased() } : exact
        let name = try choose(text, among: found, on: chosen, all)
        let (sheet, range) = try cells(of: name, hasHeader: hasHeader)
        if let chosen, sheet != chosen {
            let words = "the name '\(text)' stands for cells of sheet '\(sheets[sheet].name)', not of"
            throw XlsxError(file: self.name, message: "\(words) '\(sheets[chosen].name)'")
        }
        return (sheet, range)
    }

    private func choose(
        _ text: String, among found: [XlsxName], on chosen: Int?, _ all: [XlsxName]
    ) throws(XlsxError) -> XlsxName {
        let local = found.filter { $0.sheet != nil && !$0.isTable }
        if let chosen, let name = local.first(where: { $0.sheet == chosen }) { return name }
        if let name = found.first(where: { $0.sheet == nil }) ?? found.first(where: \.isTable) { return name }
        if chosen == nil, local.count == 1 { return local[0] }
        guard local.isEmpty else {
            let places = local.compactMap { $0.sheet.map { "sheet '\(sheets[$0].name)'" } }.joined(separator: ", ")
            throw XlsxError(
                file: name, message: "the name '\(text)' belongs to \(places): give it with sheet =")
        }
        throw XlsxError(file: name, message: "there is no name '\(text)'; \(list(all))")
    }

    /// The names that stand for cells, for a message.
    private func list(_ all: [XlsxName]) -> String {
        // Excel keeps print areas and filters under names of its own.
        let told = all.filter { $0.isTable || !$0.name.hasPrefix("_xlnm.") }
        guard !told.isEmpty else { return "the workbook defines none" }
        let words = told.prefix(Self.mostTold).map { name in
            guard let sheet = name.sheet else { return "'\(name.name)'" }
            return "'\(name.name)' (\(name.isTable ? "a table" : "of sheet '\(sheets[sheet].name)'"))"
        }
        let more = told.count > Self.mostTold ? " and \(told.count - Self.mostTold) more" : ""
        let unread = cxlsx_lacks_names(pointer) ? "; the workbook has more names than are read" : ""
        return "the names are \(words.joined(separator: ", "))\(more)\(unread)"
    }

    private func cells(of found: XlsxName, hasHeader: Bool) throws(XlsxError) -> (sheet: Int, range: XlsxRange) {
        if found.isTable, let sheet = found.sheet {
            guard found.hasHeader || !hasHeader else {
                throw XlsxError(
                    file: name, message: "the table '\(found.name)' has no header row: give header = false")
            }
            guard let all = XlsxRange(found.reference), let range = all.dropping(lastRows: found.totalRows) else {
                throw XlsxError(file: name, message: "the table '\(found.name)' has no cells (\(found.reference))")
            }
            return (sheet, range)
        }
        switch found.target {
        case .other(let words):
            throw XlsxError(file: name, message: "the name '\(found.name)' stands for \(words): give a range")
        case .cells(let sheet, let range): return (try index(of: .named(sheet)), range)
        }
    }

    private func names(_ control: LuaControl?) throws -> [XlsxName] {
        for sheet in sheets.indices {
            guard cxlsx_read_tables(pointer, sheet) else {
                throw XlsxError(file: name, message: XlsxWords.of(cxlsx_fault_of(pointer).pointee))
            }
            try control?.endIfWanted()
        }
        return (0..<cxlsx_name_count(pointer)).compactMap { index in
            var found = cxlsx_name()
            return cxlsx_get_name(pointer, index, &found) ? XlsxName(found) : nil
        }
    }
}
