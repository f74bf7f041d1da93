import Synchronization

/// What an operation may know of, and tell to, the task that waits for it.
public final class LuaTaskContext: Sendable {
    /// The task's place in the tree of tasks: `0`, `0.2`, `0.2.1`; the same in every run that does the same.
    public let path: String
    /// The ordinal of this call among the waiting calls of the task, from 1.
    public let step: Int
    /// The function that waits.
    public let function: String
    private let note: Mutex<String>

    init(path: String, step: Int, function: String, note: String) {
        self.path = path
        self.step = step
        self.function = function
        self.note = Mutex(note)
    }

    /// What the operation is waiting for now, in words: `waiting for a slot (2.1 s)`.
    public var status: String {
        get { note.withLock { $0 } }
        set { note.withLock { $0 = newValue } }
    }
}
