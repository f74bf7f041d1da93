package import FoundationEssentials
import SQLite
import Timekeeping

/// What a journal holds of an item.
package struct ItemRecord: Sendable, Hashable {
    /// Its number in the order of first appearance, from 1 on; there may be gaps.
    package let ordinal: Int64
    /// Its key.
    package let key: String
    /// Where it stood when it was last begun: `links.csv:7413`.
    package let place: String?
    /// The digest of its content when it was last begun.
    package let digest: [UInt8]
    /// How far it is.
    package let state: ItemState
    /// Whether the last whole pass did not contain it: it is in no count any more.
    package let isGone: Bool
    /// How often it was begun.
    package let attempts: Int
    /// When it was begun first.
    package let begun: Date
    /// When it was begun or finished last.
    package let changed: Date
    /// Its number in the order of finishing, over all runs; nil while it is pending.
    package let sequence: Int64?
    /// The kind of its error.
    package let errorKind: String?
    /// Its error, as JSON text.
    package let error: String?
    /// Its last result, as JSON text; an item that is done again keeps the old one until then.
    package let result: String?
    /// What it was when it was last begun, as ``RunItem/cells``; nil if that was not recorded.
    package let cells: String?

    static let columns =
        "id, key, place, digest, state, attempts, begun, changed, sequence, errorKind, error, result, cells"

    init(_ row: borrowing Row) throws {
        ordinal = try row.get(0, as: Int64.self)
        key = try String(decoding: row.get(1, as: [UInt8].self), as: UTF8.self)
        place = try row.get(2, as: String?.self)
        digest = try Array(row.get(3, as: [UInt8].self))
        (state, isGone) = try ItemState.of(row.get(4, as: Int.self))
        attempts = try row.get(5, as: Int.self)
        begun = try Date(row.get(6, as: ServiceInstant.self))
        changed = try Date(row.get(7, as: ServiceInstant.self))
        sequence = try row.get(8, as: Int64?.self)
        errorKind = try row.get(9, as: String?.self)
        error = try row.get(10, as: String?.self)
        result = try row.get(11, as: String?.self)
        cells = try row.get(12, as: String?.self)
    }
}
