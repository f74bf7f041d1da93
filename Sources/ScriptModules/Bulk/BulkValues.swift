import ApiClients
import Catalogue
package import DurableRuns
package import LuaBridge
import TextFormats

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

/// What a write gave to the script, as JSON.
enum RecordedResults {
    static func encode(_ values: [LuaValue]) throws -> String {
        try RecordedValue.encode(.table(["values": .table(LuaTable(array: values))]))
    }

    static func decode(_ text: String?) throws -> [LuaValue] {
        // A step that a person closed as done has no results.
        guard let text, case .table(let table) = try RecordedValue.decode(text) else { return [] }
        guard case .table(let values) = table["values"] else { return [] }
        return values.array
    }
}

extension RecordedError {
    /// What a script raised.
    ///
    /// - Parameters:
    ///   - program: The program that would only meet it again with the same item, if that is certain.
    ///   - advise: What to do about an error of Lua's own, by its message.
    package init(_ value: LuaValue, program: String? = nil, advise: (String) -> String? = { _ in nil }) {
        var table = LuaTable()
        if case .table(let raised) = value, case .string = raised[.message] {
            for field in ErrorField.allCases { table[field] = raised[field] }
        } else {
            table[.message] = .string(value.shown)
            if case .string(let message) = value { table[.hint] = advise(message).lua }
        }
        if case .string = table[.kind] {} else { table[.kind] = .string(Self.scriptKind) }
        let core: LuaTable = ["kind": table[.kind], "message": table[.message]]
        table[Self.programField] = program.lua
        // What is left has been chosen so that it can be encoded, but for odd values that a script made itself.
        let text = (try? RecordedValue.encode(.table(table))) ?? (try? RecordedValue.encode(.table(core))) ?? "{}"
        self.init(text: text)
    }
}

extension ItemEnding {
    /// How an item's function ended, by what it gave or raised, or by why that cannot be read.
    ///
    /// - Parameters:
    ///   - hasReturned: Whether it gave a result.
    ///   - value: The result, or what it raised.
    ///   - content: The item, whose columns name the place of a value that was refused.
    ///   - program: The script, with its arguments, of which a fault of the item's own data is noted.
    ///   - advise: What to do about an error of Lua's own, by its message.
    init(
        hasReturned: Bool, _ value: Result<LuaValue, any Error>, of content: LuaValue, program: String?,
        advise: (String) -> String?
    ) {
        do {
            let value = try value.get()
            if hasReturned {
                self = .returned(try RecordedValue.encode(value))
            } else {
                let raised = value.located(in: content)
                self = .raised(
                    RecordedError(raised, program: raised.isFaultOfData(in: content) ? program : nil, advise: advise))
            }
        } catch {
            let what = hasReturned ? "the result cannot be recorded" : "the function raised what cannot be recorded"
            let unrecordable = RecordedError(ScriptError(.data, "\(what): \(error)", call: "bulk.each"))
            self = hasReturned ? .returnedUnrecordable(unrecordable) : .raised(unrecordable)
        }
    }
}

extension LuaValue {
    /// Whether an error is one that the same program would meet again, by a fault of a value of the item's own.
    ///
    /// Only what the arguments of links are checked for before anything is sent counts, and only of a value that the
    /// item holds: whatever is read elsewhere, from a file or a service, may be another one next time.
    fileprivate func isFaultOfData(in content: LuaValue) -> Bool {
        guard case .table(let error) = self, error[.kind] == .string(ErrorKind.data.rawValue),
            case .string(let call) = error[.call], ["links.create", "links.update"].contains(call),
            case .string(let message) = error[.message]
        else { return false }
        return content.holdsWhatIsRefused(in: message)
    }

    /// An error that an item's function raised, in the words of the item: the column that a refused value came from in
    /// place of the function's argument, and the columns that there are where a value is missing.
    fileprivate func located(in content: LuaValue) -> LuaValue {
        guard case .table(var error) = self, case .string(let message) = error[.message] else { return self }
        if error[.value] != .nil, case .string(let rule) = error[.rule] {
            if content == error[.value] {
                error[.message] = .string(rule)
            } else if let column = content.column(holding: error[.value]) {
                error[.message] = .string("column '\(column)': \(rule)")
            }
        } else if error[.kind] == .string(ErrorKind.usage.rawValue), message.hasSuffix(", got nil"),
            error[.hint] == .nil, let columns = content.columnList
        {
            error[.hint] = .string("The item has \(columns).")
        }
        return .table(error)
    }

    /// The first column of a row with just this value.
    private func column(holding value: LuaValue) -> String? {
        guard case .table(let row) = self else { return nil }
        return row.fields.compactMap { key, cell in
            if case .string(let name) = key, cell == value { name } else { nil }
        }.min()
    }

    /// The names of a row's columns, for messages; nil for what is no row.
    var columnList: String? {
        guard case .table(let row) = self, row.array.isEmpty else { return nil }
        let names = row.fields.keys.compactMap { if case .string(let name) = $0 { name } else { nil } }.sorted()
        guard !names.isEmpty else { return nil }
        let shown = names.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
        return names.count > 12 ? "\(shown) and \(names.count - 12) more columns" : shown
    }

    /// Whether it, or one of its fields, is the value that a message about an argument names at its end.
    fileprivate func holdsWhatIsRefused(in message: String) -> Bool {
        switch self {
        case .string(let text):
            !text.isEmpty
                && (message.hasSuffix(" (\(text.prefix(60)))") || message.hasSuffix(" (\(Redaction.url(text)))"))
        case .table(let table):
            table.fields.values.contains { value in
                if case .string = value { value.holdsWhatIsRefused(in: message) } else { false }
            }
        default: false
        }
    }

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
