import Catalogue
import FoundationEssentials
import LuaBridge
import TestSupport

@testable import TextFormats

extension ScratchFolder {
    var files: FileAccess { FileAccess(workingDirectory: path, hints: StandardLibrary.hints) }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(filePath: self(name)))
    }

    func reader(
        _ bytes: [UInt8], header: CSVHeader = .first, separator: CSVSeparator = .comma,
        limit: Int = CSVReader.recordLimit
    ) throws -> CSVReader {
        try write("links.csv", bytes)
        let file = try files.open("links.csv", for: .read)
        return try CSVReader(file, name: "links.csv", header: header, separator: separator, limit: limit)
    }

    /// All records, or the words of the error that came first.
    func records(
        _ text: String, header: CSVHeader = .first, separator: CSVSeparator = .comma, limit: Int = CSVReader.recordLimit
    ) throws -> Read {
        try records(Array(text.utf8), header: header, separator: separator, limit: limit)
    }

    func records(
        _ bytes: [UInt8], header: CSVHeader = .first, separator: CSVSeparator = .comma,
        limit: Int = CSVReader.recordLimit
    ) throws -> Read {
        var read = Read()
        do {
            var reader = try reader(bytes, header: header, separator: separator, limit: limit)
            read.columns = reader.columns
            while let record = try reader.next() {
                read.rows.append(record.fields)
                read.lines.append(record.line)
            }
        } catch let error as CSVError {
            read.error = error.description
        }
        return read
    }
}

struct Read: Equatable {
    var columns: [String] = []
    var rows: [[LuaValue]] = []
    var lines: [Int] = []
    var error: String?

    var texts: [[String]] {
        rows.map { $0.map { if case .string(let text) = $0 { text } else { "\($0)" } } }
    }
}

extension LuaTable {
    static func texts(_ texts: String...) -> LuaTable { LuaTable(array: texts.map(LuaValue.string)) }

    static func named(_ texts: [String: String]) -> LuaTable {
        LuaTable(fields: Dictionary(uniqueKeysWithValues: texts.map { (.string($0), .string($1)) }))
    }
}
