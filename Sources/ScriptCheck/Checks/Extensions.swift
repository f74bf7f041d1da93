import Catalogue

/// What the script itself adds to tables that it found.
struct Extensions {
    private var fields: Set<String> = []
    /// Tables that get fields under names that only the running script knows.
    private var open: Set<String> = []

    init(_ chunk: Chunk, _ values: Values) {
        for target in chunk.fieldAssignments {
            guard case .suffixed(let base, let suffixes) = target.kind, let last = suffixes.last else { continue }
            let table = suffixes.dropLast().reduce(values.value(of: base)) { values.value(of: $1, after: $0) }
            guard let name = table.tableName else { continue }
            if let field = last.field { fields.insert("\(name).\(field)") } else { open.insert(name) }
        }
    }

    func hold(_ field: String, of table: String) -> Bool {
        open.contains(table) || fields.contains("\(table).\(field)")
    }

    func isOpen(_ table: String) -> Bool { open.contains(table) }
}

extension KnownValue {
    /// The name of the table, where it is one that was found.
    var tableName: String? {
        switch self {
        case .module(let name, _), .library(let name), .object(let name), .record(let name): name
        case .globals: "_G"
        case .row(let columns): "a row of \(columns.file)"
        default: nil
        }
    }
}
