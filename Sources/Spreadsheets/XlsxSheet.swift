/// A tab of a workbook that has cells.
package struct XlsxSheet: Sendable, Hashable {
    /// As the tab shows it.
    package let name: String
    /// Whether Excel does not show it.
    package let isHidden: Bool
}

/// Which sheet of a workbook is meant.
package enum XlsxSheetChoice: Sendable, Hashable {
    /// The first that is not hidden.
    case first
    case named(String)
    /// Counted from 1, in the order of the tabs, hidden ones too.
    case numbered(Int)

    /// Where it stands in the list; nil if it is not there.
    func index(in sheets: [XlsxSheet]) -> Int? {
        switch self {
        case .first: sheets.firstIndex { !$0.isHidden } ?? sheets.indices.first
        // Excel takes no two names that differ by case only.
        case .named(let name):
            sheets.firstIndex { $0.name == name } ?? sheets.firstIndex { $0.name.lowercased() == name.lowercased() }
        case .numbered(let number): sheets.indices.contains(number - 1) ? number - 1 : nil
        }
    }
}
