package import Catalogue
package import LuaBridge
import RunJournal

/// `bulk`: loops that can be killed at any moment and started again.
///
/// Its loop is Lua (`bulk.lua`); here are the declarations and what the loop is made of.
package struct BulkModule: ScriptModule {
    package static let name = "bulk"
    package static let summary = "Loops that resume where they stopped."

    let runs: BulkRuns
    let services: Services

    /// - Parameter services: Tells how far their limits were used.
    package init(_ runs: BulkRuns, _ services: Services) {
        self.runs = runs
        self.services = services
    }

    package init(_ host: AllModules) { self.init(host.runs, host.services) }

    package static let bindings: [Binding<BulkModule>] = [each, once, status]

    static let each = Binding<BulkModule>(
        "bulk.each",
        "Calls a function for each item that this run has not finished yet. Interrupted and started again, it resumes.",
        .required("name", RunName.self, "The run's name; the same name resumes the same run."),
        .required(
            "items", LuaItems.self, called: .repeatedly,
            "A list, or an iterator such as csv.rows(path). Items whose fields are all empty are skipped."),
        .required(
            "fn", LuaCallable.self, called: .durably,
            "Called with the item and its context: key, place, run, and previous (the last result)."),
        .option(
            "key", ItemKeyChoice?.self, called: .repeatedly,
            "The field that identifies an item, or a function that gives its key; without it, the content."),
        .option(
            "check", LuaCallable?.self, called: .repeatedly,
            "Called with every item of a list or of csv.rows before anything is sent; returns what is wrong, or nil, "
                + "as links.check does."
        ),
        .option("workers", default: WorkerCount(8), "How many items are processed at the same time."),
        .option("save", String?.self, "A CSV file to write, with every item's key, state, result and error."),
        .option("max_failures", FailureLimit?.self, "How many items may fail before the run stops."),
        .option(
            "on_change", default: ChangeHandling.warn, "What to do with a finished item whose content has changed."),
        .option(
            "on_bad_row", default: BadRowHandling.fail,
            "What to do with a row that has no key, a duplicate key or a problem: fail it alone, or stop the run."
        ),
        .option("fresh", default: false, "Whether to discard the run's record and do everything again."),
        result: BulkRecords.report,
        errors: [.data, .rejected, .internal],
        example: """
            local rows = { { slug = "one", url = "https://www.example.gov.sg/1" } }
            local report = bulk.each("example", rows, function(row)
              return links.create(row.url, { shortUrl = row.slug })
            end, { key = "slug" })
            print(report)
            """)

    static let once = Binding<BulkModule>(
        "bulk.once", "Calls a function unless its result is recorded already, and returns the result.",
        .required("name", RunName.self, "The name of the step inside an item of bulk.each, or of a run of its own."),
        .required("fn", LuaCallable.self, called: .durably, "The function to call; its first result is recorded."),
        .option(
            "if_cut", default: OnceCut.repeat,
            "What to do if a crash interrupted the function: call it again, or report it as uncertain."),
        result: .init(type: "any", summary: "The result, recorded or new."),
        errors: [.data, .uncertain],
        example: "print(bulk.once(\"example-start\", function() return 42 end))")

    static let status = Binding<BulkModule>(
        "bulk.status", "Returns the progress of a run; nil if it was never started.",
        .required("name", RunName.self, "The run's name."),
        returns: .init(BulkRecords.status) { [$0] },
        errors: [.internal],
        example: "print(bulk.status(\"never-begun\"))",
        run: { module, name -> LuaValue in
            let place = try module.runs.place()
            guard let summary = try place.store.reader(place.identity(name.text))?.summary() else { return .nil }
            var table: LuaTable = ["name": .string(name.text), "steps": .integer(Int64(summary.steps))]
            for state in ItemState.allCases { table[state.name] = .integer(Int64(summary.items[state] ?? 0)) }
            table["kinds"] = .table(
                LuaTable(
                    fields: Dictionary(
                        uniqueKeysWithValues: summary.failures.map { (.string($0), .integer(Int64($1))) })))
            return .table(table)
        })

    /// Makes the `bulk` table.
    package func install(in state: LuaState) throws {
        state.setMethods(of: BulkRun.self, [("__close", Self.leave)])
        state.setMethods(of: BulkItem.self, [])
        state.setMethods(of: SeenKeys.self, [])
        state.register(Self.status.function(of: self))
        var checks = LuaTable()
        for binding in [Self.each, Self.once] {
            checks[binding.signature.name] = .function(binding.function(of: self))
        }
        var task: LuaTable = [
            "spawn_at": .function(LuaTaskLibrary.spawnAt), "wait": .function(LuaTaskLibrary.wait),
            "first_ended": .function(LuaTaskLibrary.firstEnded), "ordinal": .function(LuaTaskLibrary.ordinal),
        ]
        for function in core { task[function.name] = .function(function) }
        task["status"] = .function(Self.status.function(of: self))
        try state.runHostCode(
            PackageResources.bulk_lua, name: "bulk", arguments: [.table(task), .table(checks)], globals: ["bulk"])
    }
}

/// What becomes of a function of `bulk.once` that was cut off.
enum OnceCut: String, LuaConvertible, CaseIterable {
    case `repeat`, uncertain
}

/// What names an item: the name of a field, or a function.
struct ItemKeyChoice: LuaConvertible {
    static var luaTypeName: String { "string|fun(item: any): string" }
    /// nil for a function, which stays in Lua.
    var field: String?

    init(lua: LuaValue) throws(LuaMismatch) {
        switch lua {
        case .string(let name) where !name.isEmpty: field = name
        case .opaque(.function): field = nil
        default: throw LuaMismatch(expected: "the name of a field, or a function", got: lua)
        }
    }

    var lua: LuaValue { field.map { .string($0) } ?? .nil }
}
