import CCSV
package import LuaBridge

/// The columns of a row of a file, which it keeps wherever a script takes it.
package enum CSVRowColumns {
    /// In the order of the file; none if the value at an index of the call is no such row.
    package static func of(_ call: borrowing LuaCall, at index: Int32) -> [String] {
        let count = ccsv_row_columns(call.L, index, nil, 0)
        guard count > 0 else { return [] }
        var names = [ccsv_name](repeating: ccsv_name(), count: count)
        let found = ccsv_row_columns(call.L, index, &names, count)
        // The names are strings that the row's own table of columns holds.
        return names.prefix(found).map { name in
            String(decoding: UnsafeBufferPointer(start: name.text, count: name.length), as: UTF8.self)
        }
    }
}
