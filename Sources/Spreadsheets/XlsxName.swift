import CXlsx

/// A defined name of a workbook, or a table of one of its sheets.
struct XlsxName {
    let name: String
    /// `Sheet1!$A$1:$C$9`, or any formula; of a table, its cells alone.
    let reference: String
    /// Where the sheet stands that it belongs to; nil for a name of the whole workbook.
    let sheet: Int?
    let isTable: Bool
    /// Whether a table's first row names its columns.
    let hasHeader: Bool
    /// The rows at a table's end that are no data.
    let totalRows: Int

    init(_ found: cxlsx_name) {
        name = String(cString: found.name)
        reference = String(cString: found.reference)
        sheet = found.is_local ? found.sheet : nil
        isTable = found.is_table
        hasHeader = found.has_header
        totalRows = Int(found.total_rows)
    }

    /// Whether the text could be a name: Excel takes letters, digits, `_`, `.`, `\` and `?`, and no digit first.
    static func isPossible(_ text: String) -> Bool {
        let others = "_\\.?".unicodeScalars
        return text.unicodeScalars.enumerated().allSatisfy { index, scalar in
            scalar.properties.isAlphabetic || others.contains(scalar)
                || index > 0
                    && (scalar.properties.numericType != nil || scalar.properties.generalCategory == .nonspacingMark)
        } && !text.isEmpty && text.count <= 255
    }

    /// What a defined name's formula stands for.
    enum Target {
        case cells(sheet: String, XlsxRange)
        /// Not one range of cells, and what instead.
        case other(String)
    }

    /// What the reference of a defined name stands for.
    var target: Target {
        if reference.contains("#REF!") { return .other("cells that were deleted (\(reference.prefix(80)))") }
        guard let (sheet, cells) = Self.split(reference) else { return .other("a formula, \(reference.prefix(80))") }
        if sheet.contains("[") { return .other("cells of another workbook, \(reference.prefix(80))") }
        if let range = XlsxRange(cells) { return .cells(sheet: sheet, range) }
        let isList = cells.contains(",") || cells.contains(" ")
        return .other("\(isList ? "more than one range" : "a formula"), \(reference.prefix(80))")
    }

    /// `Sheet1!A1` and `'A sheet''s name'!A1` as the sheet and the rest; nil without a sheet.
    private static func split(_ reference: String) -> (sheet: String, cells: String)? {
        guard reference.hasPrefix("'") else {
            guard let mark = reference.firstIndex(of: "!") else { return nil }
            let sheet = reference[..<mark]
            guard !sheet.contains(where: { "(,;\"&+*/^=<> ".contains($0) }) else { return nil }
            return (String(sheet), String(reference[reference.index(after: mark)...]))
        }
        var sheet = ""
        var rest = reference.dropFirst()
        while let end = rest.firstIndex(of: "'") {
            sheet += rest[..<end]
            rest = rest[rest.index(after: end)...]
            guard rest.first == "'" else { return rest.first == "!" ? (sheet, String(rest.dropFirst())) : nil }
            sheet += "'"
            rest = rest.dropFirst()
        }
        return nil
    }
}

/// What part of a sheet is meant: cells, or what a name stands for.
package enum XlsxRangeChoice: Sendable, Hashable {
    case cells(XlsxRange)
    /// A defined name, or a table.
    case named(String)

    /// A range in Excel's notation, else a name; nil for what is neither.
    package init?(_ text: String) {
        if let range = XlsxRange(text) {
            self = .cells(range)
        } else {
            guard XlsxName.isPossible(text) else { return nil }
            self = .named(text)
        }
    }
}
