import Synchronization

/// What an operation may know of, and tell to, the task that waits for it.
///
/// ```swift
/// .wait(.operation("connecting") { context in
///     let connection = try await connect()
///     context.status = "loading"
///     return [.string(try await connection.text())]
/// })
/// ```
///
/// From any thread. Cancelling the Lua task cancels the Swift task of the operation.
public final class LuaTaskContext: Sendable {
    /// The task's place in the tree of tasks: `0`, `0.2`, `0.2.1`; the same in every run that does the same.
    public let path: String
    /// The ordinal of this call among the waiting calls of the task, from 1.
    public let step: Int
    /// The function that waits: `links.create`.
    public let function: String
    /// Where the script calls it: `move.lua:14`; nil unless ``LuaScheduler/notesLocations`` is set.
    package let location: String?
    private let note: Mutex<String>
    private let mailbox: LuaMailbox

    init(path: String, step: Int, function: String, note: String, location: String? = nil, mailbox: LuaMailbox) {
        self.path = path
        self.step = step
        self.function = function
        self.location = location
        self.note = Mutex(note)
        self.mailbox = mailbox
    }

    /// Calls `release` once, from any thread, when no other task of a tree can continue by itself: each has ended,
    /// waits for another one, sleeps with nothing to do afterwards, or has asked for the same.
    ///
    /// - Parameters:
    ///   - root: The path of the task whose tree is meant.
    ///   - release: Called on the interpreter's thread; it must return soon.
    /// - Returns: A number for ``endHold(_:)``.
    package func hold(until root: String, isStill release: @escaping @Sendable () -> Void) -> UInt64 {
        let number = mailbox.holds.add(root: root, task: path, release: release)
        mailbox.nudge()
        return number
    }

    /// Takes back what ``hold(until:isStill:)`` asked for; harmless when it was released.
    package func endHold(_ number: UInt64) { mailbox.holds.remove(number) }

    /// What the operation is waiting for now, in words: `waiting for a slot (2.1 s)`.
    ///
    /// Shown where a person asks what tasks do, see ``LuaControl/inspect()``. Costs an uncontended lock.
    public var status: String {
        get { note.withLock { $0 } }
        set { note.withLock { $0 = newValue } }
    }
}
