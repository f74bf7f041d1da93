/// In what the tasks of a script and those of a conversation are treated differently.
enum SchedulerPolicy {
    /// One main task, and all that it spawned ends before it.
    case script
    /// Inputs one after the other, and tasks in the background that they left; see ``LuaConversation``.
    case conversation(LuaConversation.State)

    /// What a stop that is in force means for a task.
    enum Aim { case stop, spare, unchanged }

    /// Whether a task is preempted even where no other could run: a person may enter something.
    var isCrowded: Bool {
        if case .conversation = self { true } else { false }
    }

    /// Whether a task may end before its children, which then continue without a parent.
    ///
    /// What they fail with is reported.
    func releasesChildren(of task: LuaTask) -> Bool {
        if case .conversation(let state) = self { state.input === task } else { false }
    }

    /// For whom the stop of an interrupt is meant: for the input's tasks, and for no others.
    func aim(at task: LuaTask) -> Aim {
        guard case .conversation(let state) = self, state.isInterrupting else { return .unchanged }
        return state.owns(task) ? .stop : .spare
    }

    /// A round of tasks begins.
    func noteRound() {
        if case .conversation(let state) = self { state.activity.note(state.input == nil ? .nothing : .running) }
    }

    /// Nothing can run.
    func noteIdle() {
        if case .conversation(let state) = self { state.activity.note(state.input?.waitWords ?? .nothing) }
    }
}

extension LuaConversation.State {
    /// Whether a task is the input, or a part of it.
    func owns(_ task: LuaTask) -> Bool {
        guard let input else { return false }
        return input === task || input.isAncestor(of: task)
    }
}
