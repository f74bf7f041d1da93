import Catalogue
import LuaBridge
import Repl
import ScriptModules
import TerminalText

/// Writes a prompt's last result to a file, by the modules that scripts use: with their format and permissions.
struct ResultExport {
    private let session: ReplSession

    init(_ session: ReplSession) { self.session = session }

    /// - Parameter argument: The file, `.csv` or `.json`; after `-f` one that may exist.
    func write(_ argument: String) {
        guard let value = session.lastValues.first else { return session.complain("there is no result to export") }
        guard let path = session.freePath(argument, for: "export") else { return }
        let script: String
        if path.hasSuffix(".json") {
            script = "fs.write(\(quoted(path)), json.encode(_, { pretty = true }) .. \"\\n\")"
        } else if path.hasSuffix(".csv") {
            guard case .table(let table) = value, let columns = columns(of: table) else {
                return session.complain("the last result is not a list of records; write it to a .json file")
            }
            script = Self.csv(path: quoted(path), columns: columns.map(quoted))
        } else {
            return session.complain("usage: .export FILE.csv or .export FILE.json")
        }
        switch session.evaluate("do \(script) end") {
        case .success: session.console.output.write("wrote \(path)".visible)
        case .failure(let error): session.complain(error.message)
        }
    }

    /// The fields of all records shown, in the order of their declaration; of a single record its own.
    private func columns(of table: LuaDisplay.Table) -> [String]? {
        let records = table.sequenceCount == 0 ? [.table(table)] : table.sequence
        var names: Set<String> = []
        for record in records {
            guard case .table(let record) = record, record.sequenceCount == 0 else { return nil }
            for field in record.fields {
                guard case .string(.string(let name)) = field.key else { return nil }
                names.insert(name)
            }
        }
        let sorted = names.sorted()
        return sorted.isEmpty ? nil : AllModules.manual.order(of: sorted) ?? sorted
    }

    private static func csv(path: String, columns: [String]) -> String {
        """
        local records, columns = _, { \(columns.joined(separator: ", ")) }
        if #records == 0 then records = { records } end
        local file <close> = csv.writer(\(path), columns)
        for _, record in ipairs(records) do
          local row = {}
          for _, name in ipairs(columns) do
            local value = record[name]
            row[name] = type(value) == "table" and json.encode(value) or value
          end
          file:write(row)
        end
        file:close()
        """
    }

    private func quoted(_ text: String) -> String { LuaValue.string(text).literal }
}
