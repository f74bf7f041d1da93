import Catalogue
import LuaBridge

/// What is uploaded: the path of a file, or rows, as a list or an iterator.
struct UploadContent: LuaReference {
    static var luaTypeName: String { "string|any[]|fun(): any" }

    init(luaType: String) throws(LuaMismatch) {
        guard ["string", "table", "function"].contains(luaType) else {
            throw LuaMismatch("expected a file, a list of rows or an iterator, got \(luaType)")
        }
    }
}

extension Parameter<UploadContent> {
    /// A CSV file, or the rows that are to be in it.
    static func content(_ summary: String) -> Parameter<UploadContent> {
        .required("file", UploadContent.self, called: .repeatedly, file: .read, summary)
    }
}

/// What is sent, as the functions see it that `publish.lua` calls: a file, or rows in one that has no name.
struct SentFile: LuaConvertible {
    static var luaTypeName: String { "string" }

    /// The path, or the name of the rows.
    let name: String
    let lua: LuaValue

    init(lua: LuaValue) throws(LuaMismatch) {
        self.lua = lua
        if case .object(let reference) = lua, let spool = reference.object as? RowSpool, let name = spool.name {
            self.name = name
        } else {
            name = try String(lua: lua)
        }
    }
}

extension Parameter<[String]?> {
    /// The columns of rows that are no file.
    static var rowColumns: Parameter<[String]?> {
        .option(
            "columns", [String]?.self,
            "The columns of rows in order; if left out, the fields of the first row as csv.write has them.")
    }
}

extension DataGovModule {
    /// The functions by which `publish.lua` writes rows to a file, by name.
    var spooling: LuaTable {
        var table = LuaTable()
        for function in [spool, addRow, complete, drop, misused, CSVModule.columns] {
            table[function.name.split(separator: ".").last.map(String.init) ?? ""] = .function(function)
        }
        return table
    }

    /// `spool(call, columns)` → spool: begins a file for the rows of a call.
    private var spool: LuaFunction {
        LuaFunction("spool") { [files] call in
            let columns = try [String](lua: try call.value(at: 2))
            return .values([
                .object(LuaObjectReference(try RowSpool(of: try call.string(at: 1), columns: columns, in: files)))
            ])
        }
    }

    /// `add(spool, row)`: adds a row.
    private var addRow: LuaFunction {
        LuaFunction("add") { call in
            try call.object(RowSpool.self, at: 1).add(call, rowAt: 2)
            return .nothing
        }
    }

    /// `complete(spool)`: ends the file, which can be sent then.
    private var complete: LuaFunction {
        LuaFunction("complete") { [spools] call in
            let spool = try call.object(RowSpool.self, at: 1)
            try spool.finish()
            spools.add(spool)
            return .nothing
        }
    }

    /// `drop(spool)`: gives a file up.
    private var drop: LuaFunction {
        LuaFunction("drop") { [spools] call in
            spools.remove(try call.object(RowSpool.self, at: 1))
            return .nothing
        }
    }

    /// `misused(call)`: raises what is wrong with columns that are given for a file.
    private var misused: LuaFunction {
        LuaFunction("misused") { call in
            let name = try call.string(at: 1)
            throw ScriptError(
                .usage, "\(name): { columns = … } is for rows, and a file has its own columns", call: name,
                hint: "Write a file with other columns by csv.copy, and send that.")
        }
    }
}
