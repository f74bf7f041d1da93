import CLua

/// One task of a script: a coroutine, its place in the tree of tasks, and what it waits for.
///
/// Scripts hold it as a handle. Tasks are structured: one ends only when all that it spawned have ended.
public final class LuaTask: LuaObject, @unchecked Sendable {
    // Unchecked: confined to the interpreter's thread, as its scheduler is; `LuaObject` asks for Sendable because
    // references travel inside LuaValue.
    public static let luaTypeName = "task"

    enum State: String {
        case ready, running, waiting, closing, done, failed, cancelled

        var hasEnded: Bool { self == .done || self == .failed || self == .cancelled }
    }

    enum Ending {
        /// The results are the top `count` values on the stack of the task's coroutine.
        case success(count: Int32)
        case failure(LuaError, value: ErrorValue)
    }

    /// Where the very value is that a task failed with.
    enum ErrorValue {
        /// On top of the stack of the task's own coroutine.
        case own
        /// On top of the stack of a child's coroutine, whose error became this task's.
        case of(LuaTask)
        /// Only in the copy: nothing was raised in Lua.
        case copied
    }

    enum Wait {
        case operation(LuaTaskContext, Task<Void, Never>)
        case timer(Duration)
        case tasks(LuaTaskWait)
        case gate(LuaGate)
    }

    /// What the suspended call answers when the task resumes.
    enum Delivery {
        case values([LuaValue])
        case failure(any Error)
        case tasks(LuaTaskWait)
    }

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
    /// nil for the main task, and when the task has ended.
    private(set) var parent: LuaTask?
    /// Those that have not ended, in no order.
    private(set) var children: [LuaTask] = []
    /// Where the task is among its parent's children.
    private var index = 0
    /// Children that failed and that nobody waited for.
    var unobserved: [LuaTask] = []
    var spawned = 0
    var steps = 0

    var coroutine: OpaquePointer?
    var reference: Int32
    var arguments: Int32
    var state = State.ready
    var ending: Ending?
    var pendingWait: (LuaWait, function: LuaFunction)?
    var wait: Wait?
    var delivery: Delivery?
    var serial: UInt64 = 0
    var waiters: [(task: LuaTask, serial: UInt64)] = []
    var hasStarted = false
    var isPreempted = false
    var isCancelled = false
    var isObserved = false
    /// The input of a conversation that spawned it has ended.
    var isBackground = false

    init(
        id: Int, place: LuaTaskPath, origin: String, parent: LuaTask?, abandoned: LuaAbandonedReferences,
        memory: consuming LuaMemoryHold, coroutine: OpaquePointer, reference: Int32, arguments: Int32
    ) {
        self.id = id
        self.place = place
        self.origin = origin
        self.parent = parent
        self.abandoned = abandoned
        self.memory = memory
        self.coroutine = coroutine
        self.reference = reference
        self.arguments = arguments
    }

    deinit {
        // May run inside a Lua collection, or on a thread that held the last copy of the handle.
        if coroutine != nil { abandoned.add(reference) }
    }

    /// The same in every run of a script that does the same: the parent's path and the order of spawning.
    public var path: String { place.text }

    /// What the task waits for, in words.
    var waitDescription: String {
        switch wait {
        case nil: state.rawValue
        case .operation(let context, _): "\(context.function): \(context.status)"
        case .timer(let duration): "sleeping \(duration)"
        case .tasks(let wait):
            "waiting for " + wait.tasks.filter { !$0.state.hasEnded }.map(\.name).joined(separator: ", ")
        case .gate(let gate): "waiting for \(gate.name)"
        }
    }

    /// The task that still has the value on its stack with which this one failed.
    var errorHolder: LuaTask? {
        guard case .failure(_, let value) = ending else { return nil }
        return switch value {
        case .own: self
        case .of(let child): child
        case .copied: nil
        }
    }

    func add(_ child: LuaTask) {
        child.index = children.count
        children.append(child)
    }

    /// Lets go of a child that has ended, as the child lets go of its parent.
    func remove(_ child: LuaTask) {
        let last = children.removeLast()
        if last !== child {
            children[child.index] = last
            last.index = child.index
        }
        child.parent = nil
    }

    func isAncestor(of task: LuaTask) -> Bool {
        var ancestor = task.parent
        while let next = ancestor {
            if next === self { return true }
            ancestor = next.parent
        }
        return false
    }

    /// Lets go of the children that have not ended, and gives them.
    func releaseChildren() -> [LuaTask] {
        defer { children = [] }
        for child in children {
            child.parent = nil
            child.isBackground = true
        }
        return children
    }

    func addWaiter(_ task: LuaTask) {
        // Somebody who waits for one task after another leaves a stale entry each time; it is replaced.
        if waiters.last?.task === task { waiters.removeLast() }
        waiters.append((task, task.serial))
    }

    /// Lets go of all other tasks, where no task will run any more: a chain of them would be released recursively.
    func letGo() {
        parent = nil
        children = []
        unobserved = []
        waiters = []
        (wait, delivery, pendingWait, ending) = (nil, nil, nil, nil)
    }

    /// How messages call the task.
    var name: String {
        let name = place.name
        return name == "0" ? "the main task" : "task \(name)" + (origin.isEmpty ? "" : " (\(origin))")
    }
}
