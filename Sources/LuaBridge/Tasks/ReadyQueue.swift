/// The tasks that can run, in rounds: each task of a round runs once before any of the next.
///
/// Confined to the interpreter's thread, as the tasks are.
struct ReadyQueue {
    private var ready: [LuaTask] = []
    /// The tasks of the round, those included that have run.
    private var round: [LuaTask] = []
    private var position = 0

    /// Whether no task waits for the next round.
    var isEmpty: Bool { ready.isEmpty }

    /// Whether another task could run beside the one that ``next()`` gave.
    var hasOthers: Bool { round.count > 1 || !ready.isEmpty }

    /// Adds a task to the next round.
    mutating func append(_ task: LuaTask) {
        ready.append(task)
    }

    /// The next task of this round; nil when the round is over.
    mutating func next() -> LuaTask? {
        if position < round.count {
            position += 1
            return round[position - 1]
        }
        endRound()
        return nil
    }

    /// Begins a round with those that are ready now.
    ///
    /// - Returns: Its first task; nil if none is ready.
    mutating func beginRound() -> LuaTask? {
        // The only one needs no round.
        if ready.count == 1 { return ready.popLast() }
        swap(&ready, &round)
        return next()
    }

    private mutating func endRound() {
        guard !round.isEmpty else { return }
        round.removeAll(keepingCapacity: true)
        position = 0
    }
}
