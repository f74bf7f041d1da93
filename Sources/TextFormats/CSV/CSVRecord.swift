package import LuaBridge

/// One row of a CSV file.
package struct CSVRecord: Sendable, Hashable {
    /// The line of the file on which it begins, counted from 1.
    package let line: Int
    /// Strings all, in the order of the columns; what is not UTF-8 stays ``LuaValue/bytes(_:)``.
    package let fields: [LuaValue]
    /// What is wrong with it, where the reader does not stop at it: another number of fields than there are columns.
    package var flaw: String?
}
