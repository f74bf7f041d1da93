/// The parents and children of tasks.
///
/// Confined to the interpreter's thread, as the tasks are. How deep tasks are nested is the script's choice, so nothing
/// here recurses.
struct TaskTree {
    /// A task's place in the tree; only the tree changes it.
    struct Links {
        /// nil for a task without one, and when the task has ended.
        fileprivate(set) var parent: LuaTask?
        /// Those that have not ended, in no order.
        fileprivate(set) var children: [LuaTask] = []
        /// Where the task is among its parent's children.
        fileprivate var index = 0
        fileprivate var ordinals = 0
        /// Children that have failed, and whose errors nobody has seen.
        fileprivate var failed: [LuaTask] = []
        /// Whether it lost its parent, which ended before it.
        fileprivate(set) var isReleased = false
    }

    /// Tasks without a parent that have not ended.
    private(set) var roots: [LuaTask] = []
    private var numbered = 0

    /// A number for a new task; they grow in the order in which tasks are made.
    mutating func makeID() -> Int {
        numbered += 1
        return numbered
    }

    /// Adds a task as the last child of another, or as a root.
    mutating func add(_ task: LuaTask, under parent: LuaTask?) {
        guard let parent else { return roots.append(task) }
        task.links.parent = parent
        task.links.index = parent.links.children.count
        parent.links.children.append(task)
    }

    /// Takes a task out that has ended.
    ///
    /// - Parameter failed: Whether it ended with an error that nobody has seen; its parent keeps it then.
    /// - Returns: Its parent.
    mutating func remove(_ task: LuaTask, failed: Bool) -> LuaTask? {
        guard let parent = task.links.parent.take() else {
            if let place = roots.firstIndex(where: { $0 === task }) { roots.remove(at: place) }
            return nil
        }
        let last = parent.links.children.removeLast()
        if last !== task {
            parent.links.children[task.links.index] = last
            last.links.index = task.links.index
        }
        if failed { parent.links.failed.append(task) }
        return parent
    }

    /// Makes roots of a task's children.
    mutating func releaseChildren(of task: LuaTask) {
        for child in task.links.children {
            child.links.parent = nil
            child.links.isReleased = true
        }
        roots += task.links.children
        task.links.children = []
    }

    /// The children that failed, and whose errors nobody had seen when they ended; forgets them.
    mutating func takeFailedChildren(of task: LuaTask) -> [LuaTask] {
        guard !task.links.failed.isEmpty else { return [] }
        defer { task.links.failed = [] }
        return task.links.failed
    }

    /// The next ordinal of what a task spawns, from 1.
    func takeOrdinal(of task: LuaTask) -> Int {
        task.links.ordinals += 1
        return task.links.ordinals
    }

    /// The tasks that have not ended, in the order in which they were made.
    var all: [LuaTask] { withDescendants(of: roots) }

    /// Tasks and all that they spawned that have not ended, in the order in which they were made.
    func withDescendants(of tasks: [LuaTask]) -> [LuaTask] {
        var found = tasks
        var next = 0
        while next < found.count {
            found += found[next].links.children
            next += 1
        }
        return found.sorted { $0.id < $1.id }
    }
}

extension LuaTask {
    /// The children that have not ended, in the order in which they were made.
    var children: [LuaTask] { links.children.sorted { $0.id < $1.id } }

    /// Whether `task` was spawned by this one, or by one that this one spawned, and so on.
    func isAncestor(of task: LuaTask) -> Bool {
        var ancestor = task.links.parent
        while let next = ancestor {
            if next === self { return true }
            ancestor = next.links.parent
        }
        return false
    }
}
