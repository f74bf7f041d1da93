import ApiClients
import Catalogue
import Glibc
import Hashing
import LuaBridge
import Synchronization
import SystemFiles
import TextFormats

/// Rows of a script on their way to a dataset: a CSV file that has no name, and so ends with the process at the latest.
///
/// Memory does not grow with the rows. What is said of them names the row, counted from 1.
final class RowSpool: LuaObject {
    /// What stands for them where a call is written out; also all that tells a step from others, beside the content.
    static let luaTypeName = "rows"
    /// What messages call the file.
    static let title = "the rows"

    private let call: String
    private let file: OpenFile
    private let writer: Mutex<CSVWriter>
    private let count = Mutex(0)
    private let finished = Mutex<String?>(nil)

    /// The name by which the rows are sent, which is the same for the same content; nil before ``finish()``.
    var name: String? { finished.withLock(\.self) }

    /// - Parameter call: Whose rows they are, for messages.
    /// - Throws: ``ScriptError`` for columns that are none, or where no file can be made.
    init(of call: String, columns: [String], in files: FileAccess) throws {
        self.call = call
        do {
            file = try files.openTemporary()
            let copy = fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0)
            guard copy >= 0 else { throw CSVError(file: Self.title, SystemError(), isWriting: true) }
            writer = Mutex(try CSVWriter(to: OpenFile(owning: copy), name: Self.title, columns: columns))
        } catch let error as CSVError {
            throw Self.failure(error, row: nil, in: call)
        }
    }

    /// Adds the row at `index` of the stack.
    ///
    /// - Throws: ``ScriptError`` for a row that cannot be written as CSV, or without room for it.
    func add(_ call: borrowing LuaCall, rowAt index: Int32) throws {
        let number = count.withLock { count in
            count += 1
            return count
        }
        do {
            let L = call.L
            let isWritten = try writer.withLock { writer throws(CSVError) in try writer.write(L, rowAt: index) }
            if isWritten { return }
            let value = try call.value(at: index)
            guard case .table(let row) = value else {
                throw CSVError(file: Self.title, message: "expected a table, got \(value.typeName)")
            }
            try writer.withLock { writer throws(CSVError) in try writer.write(row) }
        } catch let error as CSVError {
            throw Self.failure(error, row: number, in: self.call)
        }
    }

    /// No more rows come.
    func finish() throws {
        do {
            try writer.withLock { try $0.close() }
            var digest = XXH3()
            let source = try source()
            var offset: Int64 = 0
            while case let chunk = try source.read(offset, 1 << 18), !chunk.isEmpty {
                digest.update(chunk)
                offset += Int64(chunk.count)
            }
            let name = "rows:\(digest.finish().hex).csv"
            finished.withLock { $0 = name }
        } catch let error as CSVError {
            throw Self.failure(error, row: nil, in: call)
        }
    }

    /// The file for whoever sends it.
    func source() throws(CSVError) -> FileSource {
        let copy = fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw CSVError(file: Self.title, SystemError(), isWriting: false) }
        var source = FileSource(descriptor: copy, path: Self.title)
        source.name = Self.title
        return source
    }

    /// What tells its content from others, once it is finished.
    var stamp: FileStamp? { FileStamp(ofDescriptor: file.descriptor) }

    /// The file from its beginning, with a place of its own in it.
    func reopened() throws(CSVError) -> OpenFile {
        let descriptor = open("/proc/self/fd/\(file.descriptor)", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw CSVError(file: Self.title, SystemError(), isWriting: false) }
        return OpenFile(owning: descriptor)
    }

    private static func failure(_ error: CSVError, row: Int?, in call: String) -> ScriptError {
        guard let failure = error.failure else {
            let place = row.map { "row \($0): " } ?? ""
            return ScriptError(.data, "\(call): \(place)\(error.message)", call: call)
        }
        var full = ScriptError(
            .data, "\(call): the rows cannot be kept in a temporary file: \(failure.words)", call: call,
            hint: "Nothing was sent. Make room in /tmp, or write the rows to a file with csv.write and send that.")
        full.unusable = FileFault(failure.number, isWriting: error.isWriting)
        return full
    }
}

/// The spooled rows of an interpreter that are being sent, by the names that stand for their files.
final class RowSpools: Sendable {
    private struct Entry {
        // Ends with the value that the script's call holds, also where that call is given up.
        weak var spool: RowSpool?
    }

    private let entries = Mutex<[String: [Entry]]>([:])

    /// Takes a spool that is finished.
    func add(_ spool: RowSpool) {
        guard let name = spool.name else { return }
        entries.withLock { entries in
            entries = entries.mapValues { $0.filter { $0.spool != nil } }.filter { !$0.value.isEmpty }
            entries[name, default: []].append(Entry(spool: spool))
        }
    }

    /// Forgets a spool.
    func remove(_ spool: RowSpool) {
        entries.withLock { entries in
            entries = entries.mapValues { $0.filter { $0.spool !== spool && $0.spool != nil } }
                .filter { !$0.value.isEmpty }
        }
    }

    /// The spool of a name; nil for the path of a file.
    subscript(name: String) -> RowSpool? {
        entries.withLock { $0[name]?.lazy.compactMap(\.spool).first }
    }

    /// What messages call a file.
    func shown(_ path: String) -> String { self[path] == nil ? path : RowSpool.title }

    /// Opens spools by their names, and all else by `opener`.
    func opener(else opener: @escaping FileSource.Opener) -> FileSource.Opener {
        { [self] path in try self[path]?.source() ?? opener(path) }
    }
}
