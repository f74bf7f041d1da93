/// Timers in the order in which they are due, those of one instant in the order in which they were set.
///
/// A timer that is no longer wanted stays in until it is due; its owner knows by the serial.
struct TimerHeap {
    struct Timer {
        var deadline: SchedulerInstant
        fileprivate var order: UInt64
        var task: LuaTask
        /// The wait of the task that this timer ends.
        var serial: UInt64
    }

    private var heap: [Timer] = []
    private var ordered: UInt64 = 0

    /// When the earliest timer is due; nil while there is none.
    ///
    /// Kept beside the heap, because every step of a task asks.
    private(set) var nextDeadline: SchedulerInstant?

    private func isBefore(_ index: Int, _ otherIndex: Int) -> Bool {
        let (deadline, other) = (heap[index].deadline, heap[otherIndex].deadline)
        return deadline != other ? deadline < other : heap[index].order < heap[otherIndex].order
    }

    mutating func add(_ deadline: SchedulerInstant, task: LuaTask, serial: UInt64) {
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
    mutating func takeDue(at now: SchedulerInstant) -> Timer? {
        guard let nextDeadline, nextDeadline <= now else { return nil }
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
        self.nextDeadline = heap.first?.deadline
        return first
    }
}
