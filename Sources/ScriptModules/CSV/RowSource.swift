import LuaBridge
import TextFormats

/// The file behind an iterator of rows, which durable runs read for themselves: once to tell what is wrong with it, and
/// once for its rows, of which a ragged one is one failed item.
final class RowSource: RereadableRows {
    private let source: CSVSource
    private let first: RowReader

    init(_ source: CSVSource, read first: RowReader) {
        self.source = source
        self.first = first
    }

    var columns: [String] { first.columns }

    /// An iterator over the rows that the script has not taken yet: row, place, and what is wrong with it.
    func rows() throws -> LuaFunction {
        let reader = try RowReader(source, refusesRagged: false)
        try reader.skip(first.given)
        return LuaFunction("csv.rows", origin: nil, keeps: true) { call in try reader.push(call, tellsFlaws: true) }
    }
}
