import CCSV

/// Which fields of a file become Lua values, and what of them.
final class CSVPlan: @unchecked Sendable {
    // Unchecked: C writes to it, on behalf of one reader at a time, which is behind a lock.
    let pointer: OpaquePointer
    /// None where rows are lists of all fields.
    let columns: [Column]

    struct Column: Sendable {
        let name: String
        let field: Int
        let type: CSVType
    }

    /// - Parameters:
    ///   - file: Begins the place of each row, and messages.
    ///   - all: The names of the file's columns; none where rows are lists.
    ///   - chosen: Those that rows have; nil for all.
    ///   - types: Of columns that are not to be text.
    init(
        file: String, all: [String], chosen: [String]? = nil, types: [String: CSVType] = [:]
    ) throws(CSVError) {
        if all.isEmpty, chosen != nil || !types.isEmpty {
            throw CSVError(file: file, message: "columns and types need a header: without one, rows are lists")
        }
        if let chosen, let flaw = flaw(inColumns: chosen) { throw CSVError(file: file, message: flaw) }
        let numbers = try CSVPlan.numbers(of: (chosen ?? all) + types.keys.sorted(), in: all, file: file)
        let columns = zip(chosen ?? all, numbers).map { name, number in
            Column(name: name, field: number, type: types[name] ?? .text)
        }
        let path = Array(file.utf8)
        guard let pointer = ccsv_plan_new(columns.count, path, path.count) else { throw .memory(file) }
        self.pointer = pointer
        self.columns = columns
        if columns.count < all.count { ccsv_plan_note_part(pointer) }
        for (index, column) in columns.enumerated() {
            var name = column.name
            let isSet = name.withUTF8 {
                ccsv_plan_set(pointer, index, column.field, column.type.code, $0.baseAddress, $0.count)
            }
            if !isSet { throw .memory(file) }
        }
    }

    deinit { ccsv_plan_free(pointer) }

    /// Where columns stand, from 0.
    static func numbers(of names: [String], in all: [String], file: String) throws(CSVError) -> [Int] {
        let places = Dictionary(zip(all.map { Array($0.utf8) }, 0...)) { first, _ in first }
        var numbers: [Int] = []
        for name in names {
            guard let number = places[Array(name.utf8)] else {
                throw CSVError(
                    file: file, line: 1, message: "there is no column '\(name)'; the columns are \(columnList(all))")
            }
            numbers.append(number)
        }
        return numbers
    }
}

extension CSVError {
    static func memory(_ file: String) -> CSVError { CSVError(file: file, message: "not enough memory") }
}

/// What a field becomes in Lua; an empty field that is not to be text is nil.
package enum CSVType: String, Sendable, CaseIterable {
    case text = "string"
    case integer, number, boolean

    var code: ccsv_type {
        switch self {
        case .text: CCSV_TEXT
        case .integer: CCSV_INTEGER
        case .number: CCSV_NUMBER
        case .boolean: CCSV_BOOLEAN
        }
    }

    var words: String {
        switch self {
        case .text: "text"
        case .integer: "an integer"
        case .number: "a number"
        case .boolean: "true or false"
        }
    }
}
