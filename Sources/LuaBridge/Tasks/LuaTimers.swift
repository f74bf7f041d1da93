/// Timers in the order in which they are due, those of one instant in the order in which they were set.
///
/// A binary heap. A timer that is no longer wanted stays in until it is due; its owner knows by the serial.
struct LuaTimers {
    struct Timer {
        /// Nanoseconds of the scheduler's clock.
        var deadline: Int64
        var order: UInt64
        var task: LuaTask
        /// The wait of the task that this timer ends.
        var serial: UInt64

        func isBefore(_ other: Timer) -> Bool {
            deadline != other.deadline ? deadline < other.deadline : order < other.order
        }
    }

    private var heap: [Timer] = []
    private var ordered: UInt64 = 0

    var next: Timer? { heap.first }

    mutating func add(_ deadline: Int64, task: LuaTask, serial: UInt64) {
        ordered += 1
        heap.append(Timer(deadline: deadline, order: ordered, task: task, serial: serial))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].isBefore(heap[parent]) else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Removes and returns the earliest timer if it is due at `now`.
    mutating func takeDue(at now: Int64) -> Timer? {
        guard let first = heap.first, first.deadline <= now else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child + 1].isBefore(heap[child]) { child += 1 }
            guard heap[child].isBefore(heap[parent]) else { break }
            heap.swapAt(child, parent)
            parent = child
        }
        return first
    }

    mutating func removeAll() {
        heap.removeAll()
    }
}
