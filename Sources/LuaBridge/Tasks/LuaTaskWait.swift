/// A wait for other tasks.
///
/// A task cannot wait for itself or for a task that it is part of: that is an error of kind
/// ``LuaError/Kind-swift.enum/deadlock``.
public struct LuaTaskWait {
    /// What ends the wait, and what the call that waits gives then.
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
