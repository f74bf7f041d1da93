import Glibc
import LuaBridge

/// How a file that is to be continued ends.
enum CSVTail {
    case empty, finishedLine, unfinishedLine

    /// Looks at the file's last byte.
    init(of file: borrowing OpenFile) {
        var last: UInt8 = 0
        let size = lseek(file.descriptor, 0, SEEK_END)
        if size <= 0 {
            self = .empty
        } else if pread(file.descriptor, &last, 1, size - 1) == 1, last != lineFeed, last != carriageReturn {
            self = .unfinishedLine
        } else {
            self = .finishedLine
        }
    }

    /// Checks that the header of the file at `path` is `columns`, and finds how the file and its header end.
    static func checking(
        _ path: String, columns: [String], in files: FileAccess, separator: CSVSeparator
    ) throws -> (CSVTail, CSVWriter.LineEnd?) {
        let file = try files.open(path, for: .read)
        let tail = CSVTail(of: file)
        if tail == .empty { return (tail, nil) }
        _ = lseek(file.descriptor, 0, SEEK_SET)
        let reader = try CSVReader(file, name: path, separator: separator)
        let found = reader.columns
        guard found.map({ Array($0.utf8) }) == columns.map({ Array($0.utf8) }) else {
            let message = "the columns are \(columnList(found)), not \(columnList(columns))"
            throw CSVError(file: path, line: 1, message: message)
        }
        return (tail, reader.lineEnd)
    }
}
