import LuaBridge
import Synchronization

/// Rows as scripts get them.
final class RowReader: Sendable {
    private let reader: Mutex<CSVReader>
    private let plan: CSVPlan
    private let count = Atomic(0)
    private let isReading = Atomic(false)
    private let path: String
    /// What the file turned out to be.
    let dialect: CSVDialect

    /// How many rows were given.
    var given: Int { count.load(ordering: .relaxed) }

    /// - Parameter refusesRagged: Whether a row that is wrong ends the reading, and is not given with what is wrong.
    init(_ source: CSVSource, refusesRagged: Bool = true) throws {
        let reader = try CSVReader(
            try source.files.open(source.path, for: .read), name: source.path,
            header: source.hasHeader ? .first : .none, dialect: source.dialect, refusesRagged: refusesRagged,
            memory: source.memory)
        plan = try CSVPlan(file: source.path, all: reader.columns, chosen: source.columns, types: source.types)
        dialect = reader.dialect
        path = source.path
        self.reader = Mutex(reader)
    }

    /// Pushes the next row and its place, or nil; for a function that keeps a value.
    ///
    /// - Parameter tellsFlaws: Whether what is wrong with the row, or nil, is the third value.
    func push(_ call: borrowing LuaCall, tellsFlaws: Bool = false) throws -> LuaAnswer {
        // A push may collect garbage, whose finalisers are scripts' functions and may call anything.
        guard !isReading.exchange(true, ordering: .relaxed) else {
            throw CSVError(file: path, message: "a row is being read: a __gc handler cannot take the next")
        }
        defer { isReading.store(false, ordering: .relaxed) }
        let L = call.L
        let pushed = try reader.withLock { reader throws(CSVError) in try reader.pushNext(onto: L, plan) }
        guard case .row(let flaw) = pushed else {
            try call.push(.nil)
            return .pushed(1)
        }
        count.add(1, ordering: .relaxed)
        guard tellsFlaws else { return .pushed(2) }
        try call.push(flaw.map { .string($0) } ?? .nil)
        return .pushed(3)
    }

    /// Goes past rows that were given before.
    func skip(_ count: Int) throws(CSVError) {
        try reader.withLock { reader throws(CSVError) in for _ in 0..<count { _ = try reader.next() } }
    }
}

/// The file behind an iterator of rows, which durable runs read for themselves: once to tell what is wrong with it, and
/// once for its rows, of which a ragged one is one failed item.
final class RowSource: Sendable {
    private let source: CSVSource
    private let first: RowReader

    init(_ source: CSVSource, read first: RowReader) {
        self.source = source
        self.first = first
    }

    /// An iterator over the rows that the script has not taken yet: row, place, and what is wrong with it.
    func rows() throws -> LuaFunction {
        let reader = try RowReader(source, refusesRagged: false)
        try reader.skip(first.given)
        return LuaFunction("csv.rows", origin: nil, keeps: true) { call in try reader.push(call, tellsFlaws: true) }
    }
}
