/// A wait for other tasks.
public struct LuaTaskWait {
    public enum Goal: Sendable {
        /// Every task has ended well, or one has failed.
        case all
        /// One task has ended; its error is raised.
        case first
        /// One task has ended, well or not; the result says only which; its error is raised where its results are asked
        /// for.
        case firstEnded
    }

    var tasks: [LuaTask]
    var goal: Goal

    /// The task that decides the wait, once one does.
    var decisive: LuaTask? {
        switch goal {
        case .all: tasks.first { $0.phase.hasEnded && $0.phase.fate != .done }
        case .first, .firstEnded: tasks.first(where: \.phase.hasEnded)
        }
    }

    var isOver: Bool {
        decisive != nil || (goal == .all && tasks.allSatisfy(\.phase.hasEnded))
    }
}
