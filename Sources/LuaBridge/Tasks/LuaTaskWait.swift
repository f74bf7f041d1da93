/// A wait for other tasks.
public struct LuaTaskWait {
    public enum Goal: Sendable {
        /// Every task has ended well, or one has failed.
        case all
        /// One task has ended; its error is raised.
        case first
        /// One task has ended, well or not; only which is told, and its error is left to whoever asks for its results.
        case firstEnded
    }

    var tasks: [LuaTask]
    var goal: Goal

    /// The task that decides the wait, once one does.
    var decisive: LuaTask? {
        switch goal {
        case .all: tasks.first { $0.state.hasEnded && $0.state != .done }
        case .first, .firstEnded: tasks.first { $0.state.hasEnded }
        }
    }

    var isOver: Bool {
        decisive != nil || (goal == .all && tasks.allSatisfy(\.state.hasEnded))
    }
}
