@testable import LuaBridge

extension LuaTask {
    /// A task without a coroutine, for what does not run it.
    static func sample(_ id: Int = 1) -> LuaTask {
        LuaTask(
            id: id, place: LuaTaskPath(), origin: "", abandoned: LuaAbandonedReferences(), memory: LuaMemoryHold(nil),
            coroutine: nil, reference: 0, arguments: 0)
    }

    /// A task that runs.
    static func running(_ id: Int = 1) -> LuaTask {
        let task = sample(id)
        _ = task.phase.resume()
        return task
    }

    func finish(_ fate: Fate = .done) {
        phase.close(with: .success(count: 0))
        phase.end(as: fate)
    }
}

extension SchedulerInstant: ExpressibleByIntegerLiteral {
    /// So many nanoseconds after the clock's start.
    public init(integerLiteral nanoseconds: Int64) { self.init(count: nanoseconds) }
}
