/// One task of a script: a coroutine, the phase that it is in, and its place in the tree of tasks.
///
/// Scripts hold it as a handle. Tasks are structured: one ends only when all that it spawned have ended. Used on the
/// interpreter's thread only; what of it may be known elsewhere is ``path``.
public final class LuaTask: LuaObject, @unchecked Sendable {
    // Unchecked: confined to the interpreter's thread, as its scheduler is; `LuaObject` asks for Sendable because
    // references travel inside LuaValue.

    /// What messages and annotations call a handle.
    public static let luaTypeName = "task"

    /// What a task takes outside of Lua: this object, its place in the tree, its entries in queues and timers.
    ///
    /// About 500 bytes were measured of one that has ended, and 1,200 of one that sleeps.
    static let footprint = 1024

    let id: Int
    let place: LuaTaskPath
    /// `file:line` of the call that spawned it.
    let origin: String
    private let abandoned: LuaAbandonedReferences
    private let memory: LuaMemoryHold

    /// The task's own; nil when it has ended and has nothing to show.
    private(set) var coroutine: OpaquePointer?
    /// What keeps the coroutine alive, in Lua's registry.
    let reference: Int32

    // Unchecked: an access to one of these runs no other code than the deinitialisers of what it lets go of, and these
    // touch no task.
    @exclusivity(unchecked) var phase: Phase
    @exclusivity(unchecked) var links = TaskTree.Links()
    @exclusivity(unchecked) var waiters = WaitBoard.Waiters()
    /// How many operations it has begun.
    var steps = 0
    /// Whether each of its waits, from now on, ends at once with an error of kind `cancelled`.
    var isCancelled = false
    /// Whether another task has asked for its results, or seen its error.
    var isObserved = false

    init(
        id: Int, place: LuaTaskPath, origin: String, abandoned: LuaAbandonedReferences,
        memory: consuming LuaMemoryHold, coroutine: OpaquePointer?, reference: Int32, arguments: Int32
    ) {
        self.id = id
        self.place = place
        self.origin = origin
        self.abandoned = abandoned
        self.memory = memory
        self.coroutine = coroutine
        self.reference = reference
        phase = .new(arguments: arguments)
    }

    deinit {
        // May run inside a Lua collection, or on a thread that held the last copy of the handle.
        if coroutine != nil { abandoned.add(reference) }
    }

    /// Takes the coroutine from a task that has no further use for it.
    func takeCoroutine() -> OpaquePointer? { coroutine.take() }

    /// Lets go of all other tasks, where no task will run any more: a chain of them would be released recursively.
    func letGo() {
        phase.abandon()
        links = TaskTree.Links()
        waiters = WaitBoard.Waiters()
    }

    /// Its place in the tree of tasks: `0` for the main task, `0.2.1` for the first child of its second child.
    ///
    /// The same in every run of a script that does the same: the parent's path and the order of spawning.
    public var path: String { place.text }

    /// How messages call the task.
    var name: String {
        let name = place.name
        return name == "0" ? "the main task" : "task \(name)" + (origin.isEmpty ? "" : " (\(origin))")
    }

    /// How scripts and reports call the phase: `ready`, `running`, `waiting`, `closing`, `done`, `failed`, `cancelled`.
    var status: String {
        switch phase {
        case .new, .ready: "ready"
        case .running: "running"
        case .waiting: "waiting"
        case .closing: "closing"
        case .ended(_, let fate): fate.rawValue
        }
    }

    /// What the task waits for, in words.
    var waitDescription: String {
        switch phase.wait {
        case nil: status
        case .operation(let context, _): "\(context.function): \(context.status)"
        case .timer(let duration): "sleeping \(duration)"
        case .tasks(let wait): "waiting for \(Self.words(for: wait.tasks.filter { !$0.phase.hasEnded }))"
        case .gate(let gate): "waiting for \(gate.name)"
        }
    }

    private static func words(for tasks: [LuaTask]) -> String {
        tasks.count > 3 ? "\(tasks.count) tasks" : tasks.map(\.name).joined(separator: ", ")
    }

    /// The task that still has the value on its stack with which this one failed.
    var errorHolder: LuaTask? {
        guard case .failure(_, let value) = phase.ending else { return nil }
        return switch value {
        case .own: self
        case .of(let child): child
        case .copied: nil
        }
    }
}
