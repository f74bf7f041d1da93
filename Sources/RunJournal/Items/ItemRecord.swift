public import FoundationEssentials
import GRDB

/// What a journal holds of an item.
public struct ItemRecord: Sendable, Hashable {
    /// Its number in the order of first appearance, from 1 on; there may be gaps.
    public let ordinal: Int64
    /// Its key.
    public let key: String
    /// Where it stood when it was last begun: `links.csv:7413`.
    public let place: String?
    /// The digest of its content when it was last begun.
    public let digest: [UInt8]
    /// How far it is.
    public let state: ItemState
    /// How often it was begun.
    public let attempts: Int
    /// When it was begun first.
    public let begun: Date
    /// When it was begun or finished last.
    public let changed: Date
    /// Its number in the order of finishing, over all runs; nil while it is pending.
    public let sequence: Int64?
    /// The kind of its error.
    public let errorKind: String?
    /// Its error, as JSON text.
    public let error: String?
    /// Its last result, as JSON text; an item that is done again keeps the old one until then.
    public let result: String?

    static let columns =
        "id, key, place, digest, state, attempts, begun, changed, sequence, errorKind, error, result"

    init(_ row: Row) throws {
        ordinal = try row.decode(Int64.self, atIndex: 0)
        key = try String(decoding: row.decode(Data.self, atIndex: 1), as: UTF8.self)
        place = try row.decode(String?.self, atIndex: 2)
        digest = try Array(row.decode(Data.self, atIndex: 3))
        guard let state = try ItemState(rawValue: row.decode(Int.self, atIndex: 4)) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "an item has a state that does not exist")
        }
        self.state = state
        attempts = try row.decode(Int.self, atIndex: 5)
        begun = try Date(milliseconds: row.decode(Int64.self, atIndex: 6))
        changed = try Date(milliseconds: row.decode(Int64.self, atIndex: 7))
        sequence = try row.decode(Int64?.self, atIndex: 8)
        errorKind = try row.decode(String?.self, atIndex: 9)
        error = try row.decode(String?.self, atIndex: 10)
        result = try row.decode(String?.self, atIndex: 11)
    }
}
