import Catalogue
package import LuaBridge
import TerminalText

extension FileCheck {
    static let shape = RecordShape<FileCheck>(
        "datagov.Check",
        RecordField("ok", \.isGood, "True if there are no errors."),
        RecordField("errors", \.errorCount, "How many errors there are."),
        RecordField("warnings", \.warningCount, "How many warnings."),
        RecordField("counts", \.counts, "Every kind in every column, counted; errors first."),
        RecordField("findings", \.findings, "One by one, errors first; the first 20 of each kind in each column."),
        RecordField("problems", \.errors, "The findings that are errors."),
        RecordField("rows", \.rows, "Rows after the header, as csv.rows counts them."),
        RecordField(
            "rows_before", \.rowsBefore, "Rows that the dataset has, where they would be replaced and are known."),
        RecordField("columns", \.columns, "The names in the header."))

    private var isGood: Bool { errorCount == 0 }
}

extension FileFinding: LuaConvertible {
    package static var luaTypeName: String { shape.name }
    package static var luaFields: [LuaField] { shape.luaFields }

    private static let shape = RecordShape<FileFinding>(
        "datagov.Finding",
        RecordField("kind", \.kindName, "What it is, such as ragged-row; see: help data."),
        RecordField("severity", \.severityName, "error or warning."),
        RecordField("line", \.line, "The line, from 1, or the row's number without a file; nil for all of it."),
        RecordField("column", \.column, "The column's name, where there is one to blame."),
        RecordField("field", \.field, "The column's number, from 1."),
        RecordField("value", \.value, "What stands there, shortened."),
        RecordField("message", \.message, "What is wrong, and what to do."),
        RecordField("text", \.description, "All of that in one line, with the place."))

    private var kindName: String { kind.rawValue }
    private var severityName: String { severity.rawValue }

    package init(lua: LuaValue) throws(LuaMismatch) {
        // Findings are given to scripts and never taken from them.
        throw LuaMismatch(expected: Self.luaTypeName, got: lua)
    }

    package var lua: LuaValue { Self.shape.table(self) }
}

extension FindingCount: LuaConvertible {
    package static var luaTypeName: String { shape.name }
    package static var luaFields: [LuaField] { shape.luaFields }

    private static let shape = RecordShape<FindingCount>(
        "datagov.FindingCount",
        RecordField("kind", \.kindName, "What it is, such as ragged-row; see: help data."),
        RecordField("severity", \.severityName, "error or warning."),
        RecordField("column", \.column, "The column's name, where there is one to blame."),
        RecordField("count", \.count, "How many there are in the whole file."),
        RecordField("line", \.line, "The line of the first."),
        RecordField("message", \.message, "How many, and where the first are."),
        RecordField("text", \.description, "The column and the message in one line."))

    private var kindName: String { kind.rawValue }
    private var severityName: String { severity.rawValue }

    package init(lua: LuaValue) throws(LuaMismatch) {
        // Counts are given to scripts and never taken from them.
        throw LuaMismatch(expected: Self.luaTypeName, got: lua)
    }

    package var lua: LuaValue { Self.shape.table(self) }
}

extension FindingKind: LuaConvertible {
    // Short in signatures; help data lists them.
    package static var luaTypeName: String { "string" }
    package static var luaAllowedValues: [String] { [] }

    package init(lua: LuaValue) throws(LuaMismatch) {
        let name = try String(lua: lua)
        guard let kind = Self(rawValue: name) else {
            let meant = Self.allCases.map(\.rawValue).nearest(to: name)
            throw LuaMismatch(
                "there is no kind of finding '\(name)'" + (meant.map { "; did you mean '\($0)'?" } ?? ""))
        }
        self = kind
    }

    package var lua: LuaValue { .string(rawValue) }
}
