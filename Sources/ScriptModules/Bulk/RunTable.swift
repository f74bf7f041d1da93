package import DurableRuns
import LuaBridge
import TextFormats

/// The table of a run as people get it, by `save` and by `runs export`: what each item was, what was made of it, and
/// why not.
package struct RunTable: Sendable {
    /// The columns, in order.
    package let header: [String]
    private let columns: SaveColumns

    /// - Parameters:
    ///   - first: Columns that every run has, before those of the items.
    ///   - columns: Those of the items and of the results. An item's column that is named like one that every run has
    ///     gets `source_` before its name, a result's that is named like any other `result_`.
    ///   - last: Columns that every run has, behind all others.
    package init(first: [String], _ columns: SaveColumns, last: [String]) {
        self.columns = columns
        var names = Set(first + last)
        func own(_ list: [String], _ prefix: String) -> [String] {
            list.map { name in
                var unique = name
                while !names.insert(unique).inserted { unique = prefix + unique }
                return unique
            }
        }
        header = first + own(columns.item, "source_") + own(columns.result, "result_") + last
    }

    /// The cells of an item.
    ///
    /// - Parameters:
    ///   - first: For the first columns.
    ///   - item: What it was, by column.
    ///   - result: Its result as JSON; nil if it has none.
    ///   - last: For the last columns.
    package func row(first: [String], item: [String: String], result: String?, last: [String]) -> [String] {
        row(first: first, item: item, results: result.map(Self.cells(ofResult:)) ?? [], last: last)
    }

    /// The same for a result that was read already.
    func row(first: [String], item: [String: String], results: [ItemCell], last: [String]) -> [String] {
        let texts = Dictionary(results.map { ($0.column, $0.text) }) { first, _ in first }
        return first + columns.item.map { item[$0] ?? "" } + columns.result.map { texts[$0] ?? "" } + last
    }

    /// The columns that a result, as JSON, fills.
    package static func columns(ofResult result: String) -> [String] { cells(ofResult: result).map(\.column) }

    static func cells(ofResult result: String) -> [ItemCell] {
        guard let value = try? RecordedValue.decode(result) else { return [] }
        return PlainCells.of(value, alone: "result")
    }
}
