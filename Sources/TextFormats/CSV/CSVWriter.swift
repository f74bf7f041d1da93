package import LuaBridge
import SystemFiles

/// Writes a CSV file row by row; a field is quoted only when it must be.
///
/// Rows wait in a buffer and leave it whole. A writer that ends without ``close()`` leaves a file that it was to
/// replace as it was; one that appends keeps what was flushed.
package struct CSVWriter: ~Copyable, Sendable {
    /// What becomes of a file that exists.
    package enum Mode: String, Sendable {
        /// The file appears, or changes, when the writer is closed, as a whole.
        case replace
        /// Goes on with a file whose header must be these columns; makes it if it is missing or empty.
        case append
    }

    /// How a record ends.
    package enum LineEnd: String, Sendable {
        case lf, crlf, cr

        var bytes: [UInt8] {
            switch self {
            case .lf: [lineFeed]
            case .crlf: [carriageReturn, lineFeed]
            case .cr: [carriageReturn]
            }
        }
    }

    /// The path as it was given.
    package let name: String
    /// The names in the header.
    package let columns: [String]
    private let encoder: CSVRowEncoder
    private let stack: CSVStackEncoder?
    /// nil once it is closed.
    private var output: CSVOutput?
    private var buffer: [UInt8] = []

    static let bufferSize = 64 * 1024

    /// Opens the file and writes the header, if it has none yet.
    ///
    /// - Parameters:
    ///   - lineEnd: How records end; a file that is appended to keeps its own ends.
    ///   - hasMark: Whether a new file begins with the byte order mark by which Excel knows UTF-8.
    /// - Throws: ``FileAccessError`` if the file cannot be written, ``CSVError`` if the columns are not unique names
    ///   or the file to append to has others.
    package init(
        _ path: String, columns: [String], in files: FileAccess, mode: Mode = .replace,
        separator: CSVSeparator = .comma, lineEnd: LineEnd = .lf, hasMark: Bool = false
    ) throws {
        if let flaw = flaw(inColumns: columns) { throw CSVError(file: path, message: flaw) }
        var lineEnd = lineEnd
        var isNew = true
        let output: CSVOutput
        switch mode {
        case .replace:
            output = try CSVOutput(replacing: path, in: files)
        case .append:
            guard !GzipOutput.isMeant(by: path) else {
                throw CSVError(
                    file: path,
                    message: "nothing can be added to a gzip archive: write a new one, or append to a plain file")
            }
            let file = try files.open(path, for: .append)
            let (tail, own) = try CSVTail.checking(path, columns: columns, in: files, separator: separator)
            lineEnd = own ?? lineEnd
            isNew = tail == .empty
            if tail == .unfinishedLine { buffer += lineEnd.bytes }
            output = .file(file)
        }
        let encoder = CSVRowEncoder(file: path, columns: columns, separator: separator.byte, lineEnd: lineEnd.bytes)
        if isNew {
            if hasMark { buffer += ByteOrderMark.utf8 }
            encoder.appendHeader(to: &buffer)
        }
        name = path
        self.columns = columns
        self.encoder = encoder
        stack = CSVStackEncoder(columns: columns, separator: separator.byte, lineEnd: lineEnd.bytes)
        self.output = consume output
    }

    /// Writes the header and rows to an empty file that is open already; closing the writer only flushes and closes it.
    ///
    /// - Parameter name: What messages call it.
    /// - Throws: ``CSVError`` if the columns are not unique names.
    package init(to file: consuming OpenFile, name: String, columns: [String]) throws(CSVError) {
        if let flaw = flaw(inColumns: columns) { throw CSVError(file: name, message: flaw) }
        let separator = CSVSeparator.comma.byte
        encoder = CSVRowEncoder(file: name, columns: columns, separator: separator, lineEnd: LineEnd.lf.bytes)
        stack = CSVStackEncoder(columns: columns, separator: separator, lineEnd: LineEnd.lf.bytes)
        encoder.appendHeader(to: &buffer)
        self.name = name
        self.columns = columns
        output = .file(file)
    }

    private var isOpen: Bool {
        switch output {
        case .some: true
        case .none: false
        }
    }

    /// Adds a row: values in the order of the columns, or by their names; what is missing is left empty.
    ///
    /// Floats are written so that reading them gives the same float; `nil` and `json.null` are empty fields.
    ///
    /// - Throws: if a value is not a string, finite number, boolean or nil, or there is no such column; then nothing
    ///   of the row is written.
    package mutating func write(_ row: LuaTable) throws(CSVError) {
        guard isOpen else { throw CSVError(file: name, message: "the writer is closed") }
        try encoder.append(row, to: &buffer)
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// Adds the row at `index` of Lua's stack, if there is nothing to say of it.
    ///
    /// - Returns: Whether it did; if not, ``write(_:)`` with a copy of the row adds it or says what is wrong.
    package mutating func write(_ L: OpaquePointer, rowAt index: Int32) throws(CSVError) -> Bool {
        guard isOpen, let stack, stack.append(L, rowAt: index, to: &buffer) else { return false }
        if buffer.count >= Self.bufferSize { try flush() }
        return true
    }

    /// Hands all rows so far to the system; those of a file that is being replaced are still not seen in it.
    ///
    /// - Throws: if that fails, after which the writer is closed.
    package mutating func flush() throws(CSVError) {
        let errno: Int32? =
            switch output {
            case .some(let output): buffer.withUnsafeBytes { output.write($0) }
            case .none: nil
            }
        buffer.removeAll(keepingCapacity: true)
        guard let errno else { return }
        output = nil
        throw CSVError(file: name, SystemError(errno), isWriting: true)
    }

    /// Gives up what was written; a file that was to be replaced stays as it was.
    package mutating func abandon() {
        buffer = []
        output = nil
    }

    /// Flushes and, if the file is to be replaced, puts the new one in its place; the second time it does nothing.
    ///
    /// - Throws: ``CSVError`` or ``FileAccessError``.
    package mutating func close() throws {
        try flush()
        try output.take()?.close()
    }
}
