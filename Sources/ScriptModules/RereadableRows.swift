import LuaBridge

/// The file behind an iterator of rows, which durable runs read for themselves: once to tell what is wrong with it, and
/// once for its rows, of which a bad one is one failed item.
protocol RereadableRows: Sendable {
    /// An iterator over the rows that the script has not taken yet: row, place, and what is wrong with it.
    func rows() throws -> LuaFunction
    /// The columns of the rows in order; none where rows are lists.
    var columns: [String] { get }
}
