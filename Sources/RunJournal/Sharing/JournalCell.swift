import FoundationEssentials
import SQLite

/// What a column of a journal holds, as it travels between hosts: JSON's null, number or string, or the bytes of a blob
/// in an object.
enum JournalCell: Sendable, Hashable {
    case null
    case number(Int64)
    case text(String)
    case bytes([UInt8])

    /// The columns of a row as JSON.
    static func json(_ cells: [JournalCell]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: try encoder.encode(cells), as: UTF8.self)
    }

    /// The columns of a row from JSON, `count` of them: an earlier version may have had fewer.
    static func cells(_ json: String, count: Int) throws -> [JournalCell] {
        let cells = try JSONDecoder().decode([JournalCell].self, from: Data(json.utf8))
        guard cells.count <= count else {
            throw JournalError.ofNewerHost
        }
        return cells + repeatElement(.null, count: count - cells.count)
    }
}

extension JournalCell: SQLiteReadable, SQLiteBindable {
    static var sqliteName: String { "a value" }

    init?(_ row: borrowing Row, column: Int32) {
        if let number = Int64(row, column: column) {
            self = .number(number)
        } else if let text = String(row, column: column) {
            self = .text(text)
        } else if let bytes = [UInt8](row, column: column) {
            self = .bytes(bytes)
        } else {
            // No column of a journal holds a fraction.
            self = .null
        }
    }

    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        switch self {
        case .null: Int64?.none.bind(to: statement, at: index)
        case .number(let number): number.bind(to: statement, at: index)
        case .text(let text): text.bind(to: statement, at: index)
        case .bytes(let bytes): bytes.bind(to: statement, at: index)
        }
    }
}

extension JournalCell: Codable {
    private enum CodingKeys: String, CodingKey { case bytes }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let number = try? container.decode(Int64.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else {
            let object = try decoder.container(keyedBy: CodingKeys.self)
            self = .bytes(Array(try object.decode(Data.self, forKey: .bytes)))
        }
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .number(let number):
            var container = encoder.singleValueContainer()
            try container.encode(number)
        case .text(let text):
            var container = encoder.singleValueContainer()
            try container.encode(text)
        case .bytes(let bytes):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(Data(bytes), forKey: .bytes)
        }
    }
}

extension JournalError {
    /// Rows that this version does not understand.
    static let ofNewerHost = JournalError(
        .newer, "the record that the machines share was written by a newer version of govscript",
        hint: "Install that version on this machine, too.")
}
