package import LuaBridge
import Synchronization

/// Rows as scripts get them.
package final class RowReader: Sendable {
    private let reader: Mutex<CSVReader>
    private let plan: CSVPlan
    private let count = Atomic(0)
    private let path: String
    /// What the file turned out to be.
    package let dialect: CSVDialect

    /// How many rows were given.
    package var given: Int { count.load(ordering: .relaxed) }

    /// The columns that rows have, in order.
    package var columns: [String] { plan.columns.map(\.name) }

    /// - Parameter refusesRagged: Whether a row that is wrong ends the reading, and is not given with what is wrong.
    package init(_ source: CSVSource, refusesRagged: Bool = true) throws {
        let reader = try CSVReader(
            try source.files.open(source.path, for: .read), name: source.path,
            header: source.hasHeader ? .first : .none, dialect: source.dialect, refusesRagged: refusesRagged,
            unpacks: true, memory: source.memory)
        plan = try CSVPlan(file: source.path, all: reader.columns, chosen: source.columns, types: source.types)
        dialect = reader.dialect
        path = source.path
        self.reader = Mutex(reader)
    }

    /// Pushes the next row and its place, or nil; for a function that keeps a value.
    ///
    /// - Parameter tellsFlaws: Whether what is wrong with the row, or nil, is the third value.
    package func push(_ call: borrowing LuaCall, tellsFlaws: Bool = false) throws -> LuaAnswer {
        let L = call.L
        let pushed = try reader.withLockIfAvailable { reader throws(CSVError) in
            let pushed = try reader.pushNext(onto: L, plan)
            // Nobody else writes it while the lock is held.
            if case .row = pushed { count.store(count.load(ordering: .relaxed) + 1, ordering: .relaxed) }
            return pushed
        }
        // A push may collect garbage, whose finalisers are scripts' functions and may call anything.
        guard let pushed else {
            throw CSVError(file: path, message: "a row is being read: a __gc handler cannot take the next")
        }
        guard case .row(let flaw) = pushed else {
            try call.push(.nil)
            return .pushed(1)
        }
        guard tellsFlaws else { return .pushed(2) }
        try call.push(flaw.map { .string($0) } ?? .nil)
        return .pushed(3)
    }

    /// Goes past rows that were given before.
    package func skip(_ count: Int) throws(CSVError) {
        try reader.withLock { reader throws(CSVError) in for _ in 0..<count { _ = try reader.next() } }
    }
}

/// A file of rows, and how it is to be read.
package struct CSVSource: Sendable {
    package let path: String
    package let files: FileAccess
    package let memory: LuaMemory?
    package let hasHeader: Bool
    package let columns: [String]?
    package let types: [String: CSVType]
    package let dialect: CSVDialect

    package init(
        path: String, files: FileAccess, memory: LuaMemory?, hasHeader: Bool, columns: [String]?,
        types: [String: CSVType], dialect: CSVDialect
    ) {
        self.path = path
        self.files = files
        self.memory = memory
        self.hasHeader = hasHeader
        self.columns = columns
        self.types = types
        self.dialect = dialect
    }
}
