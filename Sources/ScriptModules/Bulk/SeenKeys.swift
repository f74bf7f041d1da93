import LuaBridge
import Synchronization

/// The keys of a file's rows and their lines, by hashes: some 30 bytes a row while the file is looked over.
final class SeenKeys: LuaObject {
    static let luaTypeName = "bulk.Keys"

    private let lines = Mutex<[Int: UInt32]>([:])

    /// Notes a key; gives the place where it came before.
    ///
    /// Two keys with the same hash would only be named in a warning: the pass compares the keys themselves.
    func note(_ key: String, at place: String) -> String? {
        let end = place.lastIndex(of: ":").map { place.index(after: $0) } ?? place.startIndex
        guard let line = UInt32(place[end...]) else { return nil }
        var hasher = Hasher()
        var key = key
        key.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        let hash = hasher.finalize()
        return lines.withLock { lines in
            guard let first = lines[hash] else {
                lines[hash] = line
                return nil
            }
            return place[..<end] + String(first)
        }
    }
}
