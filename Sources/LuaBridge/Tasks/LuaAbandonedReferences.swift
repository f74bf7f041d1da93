import Synchronization

/// References into Lua's registry whose owners are gone, until the interpreter's thread comes by to let go of them.
final class LuaAbandonedReferences: Sendable {
    private let references = Mutex<[Int32]>([])

    func add(_ reference: Int32) {
        references.withLock { $0.append(reference) }
    }

    func takeAll() -> [Int32] {
        references.withLock { references in
            guard !references.isEmpty else { return [] }
            defer { references.removeAll() }
            return references
        }
    }
}
