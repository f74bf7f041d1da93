import Synchronization

/// Operations that wait until no other task of a tree can continue by itself.
final class LuaHolds: Sendable {
    struct Hold {
        fileprivate(set) var number: UInt64 = 0
        /// The path of the task whose tree is meant.
        let root: String
        /// The path of the task that waits.
        let task: String
        let release: @Sendable () -> Void
    }

    private struct Content {
        var holds: [Hold] = []
        var numbered: UInt64 = 0
    }

    private let content = Mutex(Content())
    private let count = Atomic(0)

    /// Whether there are any: if not, no lock is needed.
    var isEmpty: Bool { count.load(ordering: .acquiring) == 0 }

    var all: [Hold] { content.withLock { $0.holds } }

    /// - Returns: The hold's number, which no other one ever has: it may be taken back after it was released.
    func add(root: String, task: String, release: @escaping @Sendable () -> Void) -> UInt64 {
        content.withLock { content in
            content.numbered += 1
            content.holds.append(Hold(number: content.numbered, root: root, task: task, release: release))
            count.store(content.holds.count, ordering: .releasing)
            return content.numbered
        }
    }

    @discardableResult func remove(_ number: UInt64) -> Hold? {
        content.withLock { content in
            guard let place = content.holds.firstIndex(where: { $0.number == number }) else { return nil }
            defer { count.store(content.holds.count, ordering: .releasing) }
            return content.holds.remove(at: place)
        }
    }
}
