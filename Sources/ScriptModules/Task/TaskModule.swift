package import Catalogue
package import LuaBridge

/// `task`: many things at once.
///
/// Its loops are Lua (`task.lua`) over the scheduler's primitives; here are the declarations, by which their arguments
/// are checked.
package struct TaskModule: ScriptModule {
    package static let name = "task"
    package static let summary = "Concurrent tasks; a task waits for the tasks that it spawned."
    package static let bindings = loops + primitives
    package static let source: ModuleSource<TaskModule>? = ModuleSource(
        PackageResources.task_lua, globals: ["task"], usesLoops: true
    ) { [.table($0.core), .table(checks(of: $0))] }

    private static let loops = [map, each, timeout]

    /// Shows how far loops are.
    let live: LiveStatus

    package init(_ host: AllModules) {
        live = host.runs.live
    }

    /// Gives tasks' handles their fields and methods, which other modules' handles need too.
    package static func prepare(_ state: LuaState) {
        state.setMethods(
            of: LuaTask.self, [("__index", LuaTaskLibrary.index), ("__tostring", LuaTaskLibrary.describe)])
        state.setMethods(of: LoopProgress.self, [("__close", endProgress)])
    }

    /// What the loops of `task.lua` are made of.
    private var core: LuaTable {
        [
            "spawn": .function(LuaTaskLibrary.spawn), "spawn_at": .function(LuaTaskLibrary.spawnAt),
            "wait": .function(LuaTaskLibrary.wait), "first": .function(LuaTaskLibrary.first),
            "first_ended": .function(LuaTaskLibrary.firstEnded), "sleep": .function(LuaTaskLibrary.sleep),
            "cancel": .function(LuaTaskLibrary.cancel), "ordinal": .function(LuaTaskLibrary.ordinal),
            "time_out": .function(Self.timeOut), "progress": .function(progress),
            "advance": .function(Self.advance),
        ]
    }

    /// `progress(name, total)` → progress: shows how far a loop is until the value is closed; `total` may be nil.
    private var progress: LuaFunction {
        LuaFunction("task.map") { [live] call in
            let total = try Int?(lua: call.value(at: 2))
            let progress = LoopProgress(try call.string(at: 1), total: total, live: live)
            return .values([.object(LuaObjectReference(progress))])
        }
    }

    /// `advance(progress)`: one more item has ended.
    private static let advance = LuaFunction("task.map") { call in
        try call.object(LoopProgress.self, at: 1).advance()
        return .nothing
    }

    private static let endProgress = LuaFunction("task.map") { call in
        try call.object(LoopProgress.self, at: 1).finish()
        return .nothing
    }

    private static func checks(of module: TaskModule) -> LuaTable {
        LuaTable(
            fields: Dictionary(
                uniqueKeysWithValues: loops.map { (.string($0.signature.name), .function($0.function(of: module))) }))
    }

    static let map = Binding<TaskModule>(
        "task.map", "Calls a function for every item, several at once, and returns the results in the items' order.",
        .required(
            "items", LuaItems.self, called: .repeatedly, "A list, or an iterator that returns one item per call."),
        .required(
            "fn", LuaCallable.self, called: .repeatedly, "Called with the item and its index; its first result is kept."
        ),
        .option("workers", default: WorkerCount(8), "How many calls run at the same time."),
        .option("on_error", default: ErrorHandling.stop, "\"stop\" ends the others and raises; \"collect\" continues."),
        result: .init(
            type: "any[]", summary: "The results by index, with their number as n.", more: [errors]),
        example: """
            local squares = task.map({ 1, 2, 3 }, function(n) return n * n end)
            print(table.concat(squares, " "))
            """)

    static let each = Binding<TaskModule>(
        "task.each", "Calls a function for every item, several at once, and keeps no results.",
        .required(
            "items", LuaItems.self, called: .repeatedly, "A list, or an iterator that returns one item per call."),
        .required("fn", LuaCallable.self, called: .repeatedly, "Called with the item and its index."),
        .option("workers", default: WorkerCount(8), "How many calls run at the same time."),
        .option("on_error", default: ErrorHandling.stop, "\"stop\" ends the others and raises; \"collect\" continues."),
        result: .init(
            type: "integer", summary: "How many items there were.", more: [errors]),
        example: "print(task.each({ \"a\", \"b\" }, function(name) log.info(name) end))")

    private static let errors = Signature.Field(
        name: "errors", type: "task.ItemError[]?", summary: "With \"collect\": what failed, in the items' order.",
        fields: [
            .init(name: "index", type: "integer", summary: "The item's number."),
            .init(name: "item", type: "any", summary: "The item."),
            .init(name: "error", type: "any", summary: "What its call raised."),
        ])

    static let timeout = Binding<TaskModule>(
        "task.timeout", "Calls a function and cancels it when it takes too long.",
        .required("seconds", Duration.self, "How long it may take."),
        .required("fn", LuaCallable.self, called: .once, "What to call."),
        result: .init(type: "any", summary: "The function's results."), errors: [.timeout],
        example: "print(task.timeout(5, function() task.sleep(0.01) return \"in time\" end))")

    private static let timeOut = LuaFunction("task.timeout") { call in
        throw ScriptError(.timeout, "task.timeout: not done within \(try call.number(at: 1)) s", call: "task.timeout")
    }
}

/// How many calls of a loop may be under way at once.
struct WorkerCount: LuaConvertible {
    static var luaTypeName: String { "integer" }
    var count: Int

    init(_ count: Int) { self.count = count }

    init(lua: LuaValue) throws(LuaMismatch) {
        count = try Int(lua: lua)
        guard (1...10_000).contains(count) else { throw LuaMismatch("expected 1 to 10000, got \(count)") }
    }

    var lua: LuaValue { count.lua }
}

/// What a loop does when one of its calls fails.
enum ErrorHandling: String, LuaConvertible, CaseIterable {
    case stop, collect
}
