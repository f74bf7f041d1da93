package import Catalogue
import DurableRuns
package import LuaBridge
import RunJournal

/// `bulk`: loops that can be killed at any moment and started again.
///
/// Its loop is Lua (`bulk.lua`) over the functions of ``BulkLibrary``; here are the declarations.
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
            "fn", LuaCallable.self, called: .durably, passed: [ItemContext.field],
            "Called with the item and its context: key, place, run, and previous (the last result)."),
        .option(
            "key", ItemKeyChoice?.self, called: .repeatedly,
            "The field that identifies an item, or a function that gives its key; if left out, its content."),
        .option(
            "check", LuaCallable?.self, called: .repeatedly,
            "Called with every item before anything is sent; returns what is wrong, or nil, as links.check does. "
                + "The items of an iterator other than csv.rows and xlsx.rows are held in memory for it."
        ),
        .option("workers", default: WorkerCount(8), "How many items are processed at the same time."),
        .option(
            "save", String?.self, file: .write,
            "A CSV file to write: every item's key, state, own columns, result, and why it is not done."),
        .option("max_failures", FailureLimit?.self, "How many items may fail before the run stops."),
        .option(
            "on_change", default: RunOptions.ChangeHandling.warn,
            "What to do with a finished item whose content has changed."),
        .option(
            "on_bad_row", default: BadRowHandling.fail,
            "What to do with a row that has no key, a duplicate key or a problem: fail it alone, or stop the run."
        ),
        .option("fresh", default: false, "Whether to discard the run's record and do everything again."),
        .option(
            "share", default: false,
            "Whether machines with a database in common (GOVSCRIPT_STATE) that run the script at the same time divide "
                + "the items among them."),
        returns: Returns(.init(BulkReport.shape, "What the pass did. It prints as a summary.")) { $0.values },
        errors: [.data, .rejected, .internal],
        example: """
            local rows = { { slug = "one", url = "https://www.example.gov.sg/1" } }
            local report = bulk.each("example", rows, function(row)
              return links.create(row.url, { shortUrl = row.slug })
            end, { key = "slug" })
            print(report)
            """,
        run: { _, _, _, _, key, _, workers, save, maxFailures, onChange, onBadRow, fresh, share -> EachOptions in
            var run = RunOptions()
            run.onChange = onChange
            run.maxFailures = maxFailures?.count
            run.isFresh = fresh
            run.isShared = share
            run.stopsAtBadRow = onBadRow == .stop
            run.hasKeys = key != nil
            return EachOptions(settings: BulkSettings(run, save: save), workers: workers, onBadRow: onBadRow)
        })

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
        returns: Returns(.init(BulkStatus.shape, optional: true, "Nil if the run was never started.")) {
            [$0.map(BulkStatus.shape.table) ?? .nil]
        },
        errors: [.internal],
        example: "print(bulk.status(\"never-begun\"))",
        run: { module, name -> BulkStatus? in
            let place = try module.runs.registry.place()
            return try place.store.reader(place.identity(name.text)).map { BulkStatus(summary: try $0.summary()) }
        })

    /// Makes the `bulk` table.
    package func install(in state: LuaState) throws {
        state.setMethods(of: BulkRun.self, [("__close", BulkLibrary.leave)])
        var checks = LuaTable()
        checks[Self.each.signature.name] = .function(Self.each.function(of: self))
        checks[Self.once.signature.name] = .function(Self.once.function(of: self))
        var core: LuaTable = [
            "spawn_at": .function(LuaTaskLibrary.spawnAt), "wait": .function(LuaTaskLibrary.wait),
            "ordinal": .function(LuaTaskLibrary.ordinal), "status": .function(Self.status.function(of: self)),
        ]
        for function in BulkLibrary(runs: runs, services: services).functions {
            core[function.name] = .function(function)
        }
        try state.installLoops()
        try state.runHostCode(
            PackageResources.bulk_lua, name: "bulk", arguments: [.table(core), .table(checks)], globals: ["bulk"])
    }
}

/// What an item's function gets beside the item.
struct ItemContext {
    var key: String
    var place: String
    var run: String
    /// The result of an earlier pass, if the item is being done again.
    var previous: LuaValue

    private static let type = "bulk.Context"

    /// As the parameter of the function is described.
    static let field = Signature.Field(
        name: "context", type: type, summary: "What is known of the item.",
        fields: [
            .init(name: "key", type: "string", summary: "The item's key."),
            .init(name: "place", type: "string", summary: "Where the item stands: links.csv:43."),
            .init(name: "run", type: "string", summary: "The run's name."),
            .init(name: "previous", type: "any", summary: "The last result, if the item is being done again."),
        ])

    var lua: LuaValue {
        .table(["key": .string(key), "place": .string(place), "run": .string(run), "previous": previous])
    }
}
