import Catalogue
import FoundationEssentials
import LuaBridge
import TestSupport

@testable import ScriptModules

/// Runs scripts beside a workbook.
struct XlsxBench {
    let bench = ScriptBench()
    let name: String

    init(_ bytes: [UInt8], name: String = "b.xlsx") throws {
        self.name = name
        try bench.scratch.write(name, bytes)
    }

    init(_ book: TestWorkbook) throws { try self.init(book.bytes) }

    /// A sheet of these rows.
    init(rows: String, strings: String? = nil, formats: [String] = []) throws {
        try self.init(TestWorkbook(rows: rows, strings: strings, formats: formats))
    }

    /// What was said to a person, without the time.
    var notices: [String] {
        bench.lines.value.map { line in line.firstRange(of: "b.xlsx").map { String(line[$0.lowerBound...]) } ?? line }
    }

    /// All rows, one a line, with the types of their values; and the error that ended them.
    func rows(_ options: String = "{}") async throws -> String {
        try await bench.text(
            """
            local lines = {}
            local function shown(value)
              return ("%s:%s"):format(math.type(value) or type(value), value)
            end
            local ok, problem = pcall(function()
              for row, place in xlsx.rows("\(name)", \(options)) do
                local parts = {}
                if #row > 0 then
                  for i, value in ipairs(row) do parts[i] = shown(value) end
                else
                  for key, value in pairs(row) do parts[#parts + 1] = key .. "=" .. shown(value) end
                  table.sort(parts)
                end
                lines[#lines + 1] = place .. " " .. table.concat(parts, " ")
              end
            end)
            if not ok then lines[#lines + 1] = problem.kind .. ": " .. problem.message end
            return table.concat(lines, "\\n")
            """)
    }

    /// The value of the only cell of a sheet, with its type; or the error.
    static func cell(_ xml: String, strings: String? = nil, formats: [String] = [], is1904: Bool = false) async throws
        -> String
    {
        var book = TestWorkbook(rows: "<row r=\"1\">\(xml)</row>", strings: strings, formats: formats)
        book.isFrom1904 = is1904
        let text = try await XlsxBench(book).rows("{ header = false }")
        return text.hasPrefix("b.xlsx:Sheet1!1 ") ? String(text.dropFirst("b.xlsx:Sheet1!1 ".count)) : text
    }
}

extension ScratchFolder {
    /// What a script in this folder may open.
    var files: FileAccess { FileAccess(workingDirectory: path, hints: StandardLibrary.hints) }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(filePath: self(name)))
    }
}
