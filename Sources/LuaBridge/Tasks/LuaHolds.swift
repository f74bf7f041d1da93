import Synchronization

/// Operations that wait until the other tasks of a tree cannot go on by themselves any more.
final class LuaHolds: Sendable {
    struct Hold {
        /// The path of the task whose tree is meant.
        let root: String
        /// The path of the task that waits.
        let task: String
        let release: @Sendable () -> Void
    }

    private let holds = Mutex<[UInt64: Hold]>([:])
    private let count = Atomic(0)

    /// Whether there are any: whoever finds none needs no lock.
    var isEmpty: Bool { count.load(ordering: .acquiring) == 0 }

    var all: [UInt64: Hold] { holds.withLock { $0 } }

    func add(_ hold: Hold) -> UInt64 {
        holds.withLock { holds in
            let number = (holds.keys.max() ?? 0) + 1
            holds[number] = hold
            count.store(holds.count, ordering: .releasing)
            return number
        }
    }

    @discardableResult func remove(_ number: UInt64) -> Hold? {
        holds.withLock { holds in
            defer { count.store(holds.count, ordering: .releasing) }
            return holds.removeValue(forKey: number)
        }
    }
}
