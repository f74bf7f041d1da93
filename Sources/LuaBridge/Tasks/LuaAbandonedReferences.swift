import Synchronization

/// References into Lua's registry whose owners are gone, until the interpreter's thread comes by to let go of them.
final class LuaAbandonedReferences: Sendable {
    private let references = Mutex<[Int32]>([])
    private let hasSome = Atomic(false)

    func add(_ reference: Int32) {
        references.withLock {
            $0.append(reference)
            hasSome.store(true, ordering: .relaxed)
        }
    }

    func takeAll() -> [Int32] {
        guard hasSome.load(ordering: .relaxed) else { return [] }
        return references.withLock { references in
            defer { references.removeAll() }
            hasSome.store(false, ordering: .relaxed)
            return references
        }
    }
}
