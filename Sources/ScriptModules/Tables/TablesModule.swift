package import Catalogue
package import LuaBridge

/// `tables`: rows of files, lists and services, each iterator made from another.
///
/// Declared here; the bodies are Lua (`tables.lua`), but for sorting.
package struct TablesModule: ScriptModule {
    package static let name = "tables"
    package static let summary = "Rows of any source: renamed, filtered, sorted, joined and compared."
    package static let bindings: [Binding<TablesModule>] = [rename, drop, map, filter, sort, dedup, join, diff]
    package static let source: ModuleSource<TablesModule>? = ModuleSource(
        PackageResources.tables_lua, globals: ["tables"]
    ) { module in
        var checks = LuaTable()
        for binding in bindings { checks[binding.signature.name] = .function(binding.function(of: module)) }
        return [.table(checks), .table(module.core)]
    }

    let files: FileAccess
    /// What the script that it is installed for may hold.
    private(set) var memory: LuaMemory?

    package init(_ host: AllModules) { files = host.files }

    package mutating func bind(to state: LuaState) { memory = state.memory }

    private static let rows = Parameter<LuaItems>.required(
        "rows", LuaItems.self, called: .repeatedly,
        "An iterator such as csv.rows(path), one that another of these functions has made, or a list.")

    private static let result = Signature.Result(
        type: "fun(): table<string, any>?, string", summary: "An iterator over the rows, each with its place.")

    static let rename = Binding<TablesModule>(
        "tables.rename", "Renames columns.", rows,
        .required("names", [String: String].self, "The new names by the old ones."),
        result: result, errors: [.data],
        example: """
            local people = { { name = "Ada", yr = 1815 } }
            for person in tables.rename(people, { yr = "year" }) do
              print(person.name, person.year)
            end
            """)

    static let drop = Binding<TablesModule>(
        "tables.drop", "Removes columns.", rows,
        .required("columns", [String].self, "Their names."),
        result: result, errors: [.data],
        example: """
            for row in tables.drop({ { a = 1, b = 2 } }, { "b" }) do
              print(row.a, row.b)
            end
            """)

    static let map = Binding<TablesModule>(
        "tables.map", "Makes a new row from each row.", rows,
        .required(
            "fn", LuaCallable.self, called: .repeatedly, "Called with the row and its place; returns the new row."),
        result: result, errors: [.data],
        example: """
            local function squared(row) return { n = row.n, square = row.n ^ 2 } end
            for row in tables.map({ { n = 2 } }, squared) do
              print(row.n, row.square)
            end
            """)

    static let filter = Binding<TablesModule>(
        "tables.filter", "Keeps the rows for which a function returns true.", rows,
        .required(
            "fn", LuaCallable.self, called: .repeatedly, "Called with the row and its place; whether to keep it."),
        result: result, errors: [.data],
        example: """
            local people = { { name = "Ada", year = 1815 }, { name = "Al", year = 1912 } }
            local function is_late(row) return row.year > 1900 end
            for person in tables.filter(people, is_late) do print(person.name) end
            """)

    static let sort = Binding<TablesModule>(
        "tables.sort",
        "Sorts rows, however many: what does not fit into memory goes to a temporary file. Rows with equal keys "
            + "stay in their order.",
        rows,
        .required(
            "key", TableKey.self, called: .repeatedly,
            "The column, a list of columns, or a function that gives a row's key. Nothing comes first, then booleans, "
                + "numbers, and texts by their bytes."),
        .option("descending", default: false, "Whether the largest comes first."),
        .option(
            "as_numbers", default: false, "Whether texts that are numbers are compared as such, as those of a CSV file."
        ),
        result: result, errors: [.data],
        example: """
            local rows = { { name = "b", clicks = "10" }, { name = "a", clicks = "9" } }
            for row in tables.sort(rows, "clicks", { as_numbers = true }) do
              print(row.name)
            end
            """)

    static let dedup = Binding<TablesModule>(
        "tables.dedup", "Keeps the first row of each key. All keys are held in memory.", rows,
        .option(
            "key", TableKey?.self, called: .repeatedly,
            "The column, a list of columns, or a function that gives a row's key; all columns if left out."),
        .option(
            "on_duplicate", default: DuplicateHandling.drop,
            "\"drop\" leaves the others out; \"error\" raises an error that names both places."),
        result: result, errors: [.data],
        example: """
            local rows = { { id = 1, city = "Rome" }, { id = 1, city = "Roma" } }
            for row in tables.dedup(rows, { key = "id" }) do print(row.id, row.city) end
            """)

    static let join = Binding<TablesModule>(
        "tables.join",
        "Adds the columns of another table to each row, matched by key. The other table is held in memory.",
        rows,
        .required("others", LuaItems.self, called: .repeatedly, "The other table; each key is there once."),
        .required(
            "key", TableKey.self, called: .repeatedly,
            "The column, a list of columns, or a function that gives a row's key. 7 and \"7\" are one key."),
        .option(
            "right_key", TableKey?.self, called: .repeatedly,
            "The key of the other table, if it has another name there."),
        .option(
            "how", default: JoinKind.inner,
            "\"inner\" gives rows that have another only; \"left\" gives all, with empty texts where there is none."),
        result: result, errors: [.data],
        example: """
            local slugs = { { slug = "a", owner = "7" } }
            local owners = { { id = 7, name = "Ada" } }
            for row in tables.join(slugs, owners, "owner", { right_key = "id" }) do
              print(row.slug, row.name)
            end
            """)

    static let diff = Binding<TablesModule>(
        "tables.diff", "Compares two tables by key. The first one is held in memory.",
        .required("before", LuaItems.self, called: .repeatedly, "The old rows."),
        .required("after", LuaItems.self, called: .repeatedly, "The new rows."),
        .required(
            "key", TableKey.self, called: .repeatedly,
            "The column, a list of columns, or a function that gives a row's key; keys must be unique."),
        result: changes,
        errors: [.data],
        example: """
            local old = { { id = 1, city = "Roma" } }
            local new = { { id = 1, city = "Rome" }, { id = 2, city = "Oslo" } }
            for change in tables.diff(old, new, "id") do
              print(change.change, change.key, table.concat(change.columns, " "))
            end
            """)

    private static let changes: Signature.Result = {
        var result = Signature.Result(
            record: "tables.Change", change,
            "An iterator over what differs, with the place of the row as its second value: what is added or "
                + "changed, in the new order, then what is removed.")
        result.type = "fun(): tables.Change?"
        return result
    }()

    private static let change: [Signature.Field] = [
        .init(name: "change", type: "string", summary: "added, removed or changed."),
        .init(name: "key", type: "string", summary: "The key, as text."),
        .init(name: "columns", type: "string[]", summary: "The columns that differ; none for added and removed."),
        .init(name: "before", type: "table<string, any>?", summary: "The old row; nil if it was added."),
        .init(name: "after", type: "table<string, any>?", summary: "The new row; nil if it was removed."),
    ]
}

/// What rows are known by.
struct TableKey: LuaConvertible {
    static var luaTypeName: String { "string|string[]|fun(row: any, place: string): any" }
    private let columns: [String]

    init(lua: LuaValue) throws(LuaMismatch) {
        switch lua {
        case .string(let name) where !name.isEmpty: columns = [name]
        case .opaque(.function): columns = []
        case .table:
            columns = try [String](lua: lua)
            if columns.isEmpty { throw LuaMismatch("expected at least one column, got none") }
        default: throw LuaMismatch(expected: "a column, a list of columns, or a function", got: lua)
        }
    }

    var lua: LuaValue { columns.lua }
}

/// What becomes of rows whose key came before.
enum DuplicateHandling: String, LuaConvertible, CaseIterable {
    case drop, error
}

/// Which rows a join gives.
enum JoinKind: String, LuaConvertible, CaseIterable {
    case inner, left
}
