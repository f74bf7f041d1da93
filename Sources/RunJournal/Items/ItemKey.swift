/// A key by its bytes: texts that Swift takes for equal may be two keys.
struct ItemKey: Hashable, Sendable {
    let bytes: [UInt8]

    init(_ key: String) { bytes = Array(key.utf8) }
}
