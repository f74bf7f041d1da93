import LuaBridge
import TestSupport
import TextFormats

extension FuzzTarget {
    /// The CSV reader.
    ///
    /// The first byte chooses header, separator and how much is read at a time, the rest is the file. It is read again
    /// in other portions, which must change nothing. What is read without a header is what a plain reader of the same
    /// rules reads; written with all fields in quotes and read once more, it must be the same. Every field has one
    /// kind, and is counted if its record is not blank.
    static let csv = FuzzTarget(name: "csv") {
        let file = MemoryFile()
        return { input in
            var source = ByteSource(input)
            let choice = source.next()
            let header = headers[choice % 3]
            let separator = separators[choice / 3 % 3]
            let text = source.takeRest()
            let once = records(text, header, separator, chunk: chunks[choice / 9 % chunks.count], in: file)
            let twice = records(text, header, separator, chunk: 1024, in: file)
            guard once == twice else { return "read \(shown(once)), then \(shown(twice))" }
            guard header == .none else { return nil }
            if let words = misjudged(text, separator, in: file) { return words }
            let plain = reference(text, separator: separatorBytes[choice / 3 % 3])
            // Other formats are named before anything is read of them.
            let isOther = if case .failure(let error) = once { error.message.hasPrefix("the file is ") } else { false }
            guard isOther || plain == once else { return "read \(shown(once)), but plainly \(shown(plain))" }
            guard case .success(let quoted) = once else { return nil }
            let again = records(quoted, .none, .comma, chunk: 100, in: file)
            return again == once ? nil : "read \(shown(once)), then \(shown(again))"
        }
    }

    private static let headers = [CSVHeader.none, .first, .names(["a", "b"])]
    private static let separators = [CSVSeparator.comma, .semicolon, .tab]
    private static let separatorBytes = [44, 59, 9] as [UInt8]
    private static let chunks = [4096, 4, 5, 6, 8, 64]

    /// All records, as CSV with all fields in quotes, or what is wrong.
    private static func records(
        _ bytes: [UInt8], _ header: CSVHeader, _ separator: CSVSeparator, chunk: Int, in file: MemoryFile
    ) -> Result<[UInt8], CSVError> {
        guard let file = file.open(bytes) else { return .failure(CSVError(file: "", message: "no file")) }
        do throws(CSVError) {
            var reader = try CSVReader(file, name: "f.csv", header: header, separator: separator, chunk: chunk)
            var text: [UInt8] = []
            while let record = try reader.next() { write(record.fields, to: &text) }
            return .success(text)
        } catch {
            return .failure(error)
        }
    }

    /// What is wrong with how the fields are judged and counted; nil if nothing is.
    private static func misjudged(_ bytes: [UInt8], _ separator: CSVSeparator, in file: MemoryFile) -> String? {
        guard let first = file.open(bytes), let profile = CSVProfile(width: 3, samples: 2) else { return nil }
        var (expected, seen) = ([[Int]](), [[Int]]())
        var counted = 0
        do throws(CSVError) {
            var reader = try CSVReader(first, name: "f.csv", header: .none, separator: separator, refusesRagged: false)
            while let (record, traits) = try reader.nextWithTraits() {
                expected.append([record.line, record.fields.count])
                let kinds = traits.map { $0.intersection(.kinds) }
                guard kinds.allSatisfy({ CSVTraits.each.contains($0) }) else { return "a field of two kinds: \(kinds)" }
                let isBlank = kinds.allSatisfy { $0 == .empty || $0 == .blank }
                counted += isBlank ? 0 : min(3, kinds.count)
            }
        } catch { return nil }
        guard let second = file.open(bytes) else { return nil }
        do throws(CSVError) {
            var reader = try CSVReader(second, name: "f.csv", header: .none, separator: separator, refusesRagged: false)
            while let row = try reader.profileNext(profile) { seen.append([row.line, row.width]) }
        } catch { return "read, but not counted: \(error)" }
        let count = (0..<3).reduce(0) { $0 + profile.counts(in: $1)[.kinds] }
        return seen == expected && count == counted ? nil : "read \(expected) with \(counted) fields, counted \(count)"
    }

    /// The same by the reader of the tests.
    private static func reference(_ bytes: [UInt8], separator: UInt8) -> Result<[UInt8], CSVError> {
        let read = ReferenceCSV(bytes, separator: separator, hasHeader: false)
        if let fault = read.fault {
            return .failure(CSVError(file: "f.csv", line: fault.line, message: fault.message))
        }
        var text: [UInt8] = []
        for row in read.rows { write(row.map { LuaValue(bytes: $0) }, to: &text) }
        return .success(text)
    }

    private static func shown(_ outcome: Result<[UInt8], CSVError>) -> String {
        switch outcome {
        case .success(let text): String(decoding: text, as: UTF8.self).debugDescription
        case .failure(let error): "\(error)"
        }
    }

    private static func write(_ fields: [LuaValue], to text: inout [UInt8]) {
        for (index, field) in fields.enumerated() {
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

    private static func bytes(of value: LuaValue) -> [UInt8] {
        switch value {
        case .string(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        default: []
        }
    }
}
