import Glibc
import LuaBridge
import ScriptModules
import TestSupport

extension FuzzTarget {
    /// The CSV reader.
    ///
    /// The first byte chooses header and separator, the rest is the file. What is read without a header is read again from a text with all fields in quotes, and must be the same.
    static let csv = FuzzTarget(name: "csv") {
        let scratch = ScratchFolder()
        return { input in
            var source = ByteSource(input)
            let choice = source.next()
            let separator = [CSVSeparator.comma, .semicolon, .tab][choice / 3 % 3]
            let header = [CSVHeader.none, .first, .names(["a", "b"])][choice % 3]
            guard let rows = records(source.takeRest(), header, separator, in: scratch) else { return nil }
            guard header == .none, !rows.isEmpty else { return nil }
            let again = records(quoted(rows), .none, .comma, in: scratch)
            return again == rows ? nil : "read \(rows), then \(String(describing: again))"
        }
    }

    /// All records; nil if there is an error.
    private static func records(
        _ bytes: [UInt8], _ header: CSVHeader, _ separator: CSVSeparator, in scratch: ScratchFolder
    ) -> [[LuaValue]]? {
        let descriptor = Glibc.open(scratch("f.csv"), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
        guard written == bytes.count else { return nil }
        do {
            let file = try FileAccess(workingDirectory: scratch.path).open("f.csv", for: .read)
            var reader = try CSVReader(file, name: "f.csv", header: header, separator: separator)
            var rows: [[LuaValue]] = []
            while let record = try reader.next() { rows.append(record.fields) }
            return rows
        } catch {
            return nil
        }
    }

    private static func quoted(_ rows: [[LuaValue]]) -> [UInt8] {
        var text: [UInt8] = []
        for row in rows {
            for (index, field) in row.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                text.append(UInt8(ascii: "\""))
                for byte in bytes(of: field) {
                    if byte == UInt8(ascii: "\"") { text.append(byte) }
                    text.append(byte)
                }
                text.append(UInt8(ascii: "\""))
            }
            text.append(UInt8(ascii: "\n"))
        }
        return text
    }

    private static func bytes(of value: LuaValue) -> [UInt8] {
        switch value {
        case .string(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        default: []
        }
    }
}
