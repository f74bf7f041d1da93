import Catalogue
import LuaBridge

/// An error as a journal keeps it: what scripts catch, as far as JSON can hold it.
package struct RecordedError: Sendable {
    package var kind: String
    package var message: String
    /// JSON.
    var text: String
    /// Every reason that was given, one a line; empty if the message says it all.
    package private(set) var details: [String] = []
    /// One sentence that says what to do.
    package private(set) var hint: String?
    /// The program that would only meet it again with the same item; nil if that is not certain of any.
    private(set) var program: String?

    /// Of what a script raised.
    init(_ value: LuaValue, program: String? = nil) {
        var table = LuaTable()
        if case .table(let raised) = value, case .string(let message) = raised["message"] {
            for field in ErrorField.allCases { table[field] = raised[field] }
            self.message = message
        } else {
            message = value.shown
            table["message"] = .string(message)
        }
        if case .string(let kind) = table["kind"] { self.kind = kind } else { kind = "script" }
        table["kind"] = .string(kind)
        self.program = program
        table["program"] = program.lua
        // What is left has been chosen so that it can be encoded, but for odd values that a script made itself.
        text =
            (try? RecordedValue.encode(.table(table)))
            ?? (try? RecordedValue.encode(.table(["kind": .string(kind), "message": .string(message)]))) ?? "{}"
        readReasons(of: table)
    }

    /// As it was recorded.
    package init(text: String) {
        self.text = text
        kind = "script"
        message = ""
        guard case .table(let table) = try? RecordedValue.decode(text) else { return }
        if case .string(let text) = table["message"] { message = text }
        if case .string(let text) = table["kind"] { kind = text }
        if case .string(let text) = table["program"] { program = text }
        readReasons(of: table)
    }

    private mutating func readReasons(of table: LuaTable) {
        if case .string(let text) = table["hint"] { hint = text }
        if let lines = try? [String](lua: table["details"]) { details = lines }
    }

    /// Everything on one line, for a cell of a table: message, reasons, hint.
    package var oneLine: String {
        var text = message
        if !details.isEmpty { text += ": " + details.joined(separator: "; ") }
        if let hint { text += (text.last.map { ".!?)".contains($0) } ?? true ? " " : ". ") + hint }
        return text
    }

    /// The reasons and the hint as lines below the message.
    package var linesBelow: [String] {
        details.map { "  - \($0)" } + (hint.map { ["  hint: \($0)"] } ?? [])
    }
}

extension LuaValue {
    /// The value with lists in place of what `task.map` and `table.pack` give: results by number, and `n`.
    fileprivate var withoutCounts: LuaValue {
        guard case .table(var table) = self else { return self }
        if case .integer(let count)? = table.fields["n"], let list = table.list(of: count) {
            return .table(LuaTable(array: list.map(\.withoutCounts)))
        }
        table.array = table.array.map(\.withoutCounts)
        table.fields = table.fields.mapValues(\.withoutCounts)
        return .table(table)
    }
}

extension LuaTable {
    /// The elements up to a count, null where there is none; nil if there are other keys besides numbers and `n`.
    fileprivate func list(of count: Int64) -> [LuaValue]? {
        guard count >= array.count, count > 0, count <= 1_000_000, !array.isEmpty || fields.count > 1 else {
            return nil
        }
        var list = array + Array(repeating: .null, count: Int(count) - array.count)
        for (key, value) in fields where key != "n" {
            guard case .integer(let number) = key, (1...count).contains(number) else { return nil }
            list[Int(number) - 1] = value
        }
        return list
    }
}

/// Values of scripts as the JSON that journals keep.
enum RecordedValue {
    static func encode(_ value: LuaValue) throws -> String {
        String(decoding: try JSON.encode(value.withoutCounts), as: UTF8.self)
    }

    static func decode(_ text: String) throws -> LuaValue {
        let value = try JSON.decode(Array(text.utf8))
        return value == .null ? .nil : value
    }
}
