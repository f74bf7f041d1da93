import Catalogue
import LuaBridge

extension TaskModule {
    /// What the scheduler itself gives: declared here, carried out by `LuaTaskLibrary` on the values where they are.
    static let primitives: [Binding<TaskModule>] = [spawn, wait, first, sleep, cancel, cancelMethod]

    private static let spawn = Binding<TaskModule>(
        "task.spawn", "Starts a function as a task of its own; it runs when the caller next waits.",
        .required(
            "fn", LuaCallable.self, called: .once, "The function to run; it is called with the further arguments."),
        rest: "The function's arguments.",
        result: .init(
            object: "task.Task",
            fields: [
                .init(
                    name: "state", type: #""ready"|"running"|"waiting"|"done"|"failed"|"cancelled""#,
                    summary: "Its state."),
                .init(name: "path", type: "string", summary: "Its place in the tree of tasks."),
            ],
            "The task. The parent task waits for it."),
        example: """
            local work = task.spawn(function(n) task.sleep(0.01) return n * 2 end, 21)
            print(task.wait(work))
            """)

    private static let wait = Binding<TaskModule>(
        "task.wait", "Waits until tasks have ended, and raises the first error among them.",
        .required("task", TaskHandle.self, "What task.spawn returned."), rest: "Further tasks.",
        result: .init(type: "any", summary: "The results of one task; of several, the first result of each."),
        example: """
            local a = task.spawn(function() return "a" end)
            local b = task.spawn(function() return "b" end)
            print(task.wait(a, b))
            """)

    private static let first = Binding<TaskModule>(
        "task.first", "Waits until the first of some tasks has ended; raises its error, if it failed.",
        .required("tasks", [TaskHandle].self, "The tasks; the others keep running."),
        result: .init(
            type: "task.Task", summary: "The task that ended first.",
            more: [.init(name: "results", type: "any", summary: "Its results.")]),
        example: """
            local slow = task.spawn(task.sleep, 60)
            local quick = task.spawn(function() return "done" end)
            local winner, word = task.first({ slow, quick })
            print(winner == quick, word)
            slow:cancel()
            """)

    private static let sleep = Binding<TaskModule>(
        "task.sleep", "Waits while other tasks run.",
        .required("seconds", Duration.self, "How long, in seconds; 0 lets the other tasks run once."),
        result: .init(type: "", summary: ""),
        example: "task.sleep(0.01)")

    private static let cancel = Binding<TaskModule>(
        "task.cancel", "Cancels a task and all tasks that it spawned, with their requests in progress.",
        .required("task", TaskHandle.self, "What task.spawn returned. A task that has ended is left as it is."),
        result: .init(type: "", summary: ""),
        example: "task.cancel(task.spawn(task.sleep, 60))")

    private static let cancelMethod = Binding<TaskModule>(
        "task.Task:cancel", "Cancels the task and all tasks that it spawned.", result: .init(type: "", summary: ""),
        example: "local work = task.spawn(task.sleep, 60)\nwork:cancel()")
}

/// A task in declarations.
struct TaskHandle: LuaReference {
    static var luaTypeName: String { "task.Task" }

    init(luaType: String) throws(LuaMismatch) {
        guard luaType == LuaTask.luaTypeName else { throw LuaMismatch("expected task, got \(luaType)") }
    }
}
