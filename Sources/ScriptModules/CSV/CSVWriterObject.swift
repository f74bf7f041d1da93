import Catalogue
package import LuaBridge
import Synchronization
import TextFormats

/// A CSV file that a script is writing.
package final class CSVWriterObject: LuaObject {
    package static let luaTypeName = "csv.Writer"

    private let writer: Mutex<CSVWriter>
    private let isClosed = Mutex(false)

    init(_ writer: consuming CSVWriter) {
        self.writer = Mutex(writer)
    }

    /// Ends the file and puts it in its place; again, nothing.
    func close() throws {
        let wasClosed = isClosed.withLock { closed in
            defer { closed = true }
            return closed
        }
        if !wasClosed { try writer.withLock { try $0.close() } }
    }

    /// Gives up what was written; a file that was to be replaced stays as it was.
    func abandon() {
        isClosed.withLock { $0 = true }
        writer.withLock { $0.abandon() }
    }

    private func add(_ call: borrowing LuaCall, rowAt index: Int32) throws {
        let L = call.L
        let isWritten = try writer.withLock { writer throws(CSVError) in try writer.write(L, rowAt: index) }
        if isWritten { return }
        let row = try LuaTable(lua: try call.value(at: index))
        try writer.withLock { writer throws(CSVError) in try writer.write(row) }
    }

    static let write = Binding<CSVWriterObject>(
        "csv.Writer:write", "Adds a row.",
        .required("row", LuaTableReference.self, "Values by column name, or a list in the order of the columns."),
        returns: .nothing(), errors: [.data],
        example: "local out <close> = csv.writer(\"a.csv\", { \"a\" })\nout:write({ a = 1 })",
        onStack: { call, object, _ in
            // The writer is the first argument.
            try object.add(call, rowAt: 2)
            return .nothing
        })

    static let flush = Binding<CSVWriterObject>(
        "csv.Writer:flush", "Writes the rows so far to the file.", returns: .nothing(), errors: [.data],
        example: "local out <close> = csv.writer(\"a.csv\", { \"a\" })\nout:flush()",
        run: { object in try object.writer.withLock { writer throws(CSVError) in try writer.flush() } })

    static let close = Binding<CSVWriterObject>(
        "csv.Writer:close", "Completes the file; a <close> variable does it automatically.",
        returns: .nothing(), errors: [.data],
        example: "local out = csv.writer(\"a.csv\", { \"a\" })\nout:close()",
        run: { object in try object.close() })

    static let bindings = [write, flush, close]
}

extension CSVWriterObject: LuaConvertible {
    package convenience init(lua: LuaValue) throws(LuaMismatch) {
        // A writer is given back to scripts and never taken from them as an argument.
        throw LuaMismatch(expected: Self.luaTypeName, got: lua)
    }

    package var lua: LuaValue { .object(LuaObjectReference(self)) }
}

/// The writers of a run that may still be open.
package final class OpenWriters: Sendable {
    private struct Entry {
        weak var writer: CSVWriterObject?
    }

    private let entries = Mutex<[Entry]>([])

    package init() {}

    func add(_ writer: CSVWriterObject) {
        entries.withLock { entries in
            entries.removeAll { $0.writer == nil }
            entries.append(Entry(writer: writer))
        }
    }

    /// Closes what a script left open: rows that were written are never lost because a `close` was forgotten.
    package func closeAll() throws {
        let open = entries.withLock { entries in entries.compactMap(\.writer) }
        for writer in open { try writer.close() }
    }
}
