/// Timers in the order in which they are due, those of one instant in the order in which they were set.
///
/// A timer that is no longer wanted stays in until it is due; its owner knows by the serial.
struct TimerHeap {
    struct Timer {
        /// Nanoseconds of the scheduler's clock.
        var deadline: Int64
        fileprivate var order: UInt64
        var task: LuaTask
        /// The wait of the task that this timer ends.
        var serial: UInt64
    }

    private var heap: [Timer] = []
    private var ordered: UInt64 = 0

    /// When the earliest timer is due; the largest number while there is none.
    ///
    /// Kept beside the heap, because every step of a task asks.
    private(set) var nextDeadline = Int64.max

    private func isBefore(_ first: Int, _ second: Int) -> Bool {
        let (deadline, other) = (heap[first].deadline, heap[second].deadline)
        return deadline != other ? deadline < other : heap[first].order < heap[second].order
    }

    mutating func add(_ deadline: Int64, task: LuaTask, serial: UInt64) {
        ordered += 1
        heap.append(Timer(deadline: deadline, order: ordered, task: task, serial: serial))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard isBefore(child, parent) else { break }
            heap.swapAt(child, parent)
            child = parent
        }
        nextDeadline = heap[0].deadline
    }

    /// Removes and returns the earliest timer if it is due at `now`.
    mutating func takeDue(at now: Int64) -> Timer? {
        guard !heap.isEmpty, nextDeadline <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        let first = heap.removeLast()
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, isBefore(child + 1, child) { child += 1 }
            guard isBefore(child, parent) else { break }
            heap.swapAt(child, parent)
            parent = child
        }
        nextDeadline = heap.first?.deadline ?? .max
        return first
    }
}
