import ApiClients
import Catalogue
import LuaBridge
import RunJournal

/// How the function of an item ended, as it is recorded and reported.
struct ItemResult {
    var state: ItemState
    var kind = ""
    var message = ""
    /// JSON: the result, or the error.
    var text: String?
    /// Why the item is not done.
    private(set) var error: RecordedError?
    /// What the script raised.
    private var raised = LuaValue.nil

    /// Whether the function gave back what no record can hold.
    private(set) var isUnrecordable = false

    /// Of what the function gave or raised, or of why that cannot be read.
    ///
    /// - Parameter content: The item, whose columns name the place of a value that was refused.
    init(ended: Bool, _ result: Result<LuaValue, any Error>, of content: LuaValue = .nil) {
        do {
            let value = try result.get()
            if ended { text = try RecordedValue.encode(value) } else { raised = value.located(in: content) }
        } catch {
            let what = ended ? "the result cannot be recorded" : "the function raised what cannot be recorded"
            raised = ScriptError(.data, "\(what): \(error)", call: "bulk.each").luaErrorValue
            isUnrecordable = ended
        }
        guard !ended || isUnrecordable else {
            state = .done
            return
        }
        let error = RecordedError(raised)
        self.error = error
        kind = error.kind
        message = error.message
        text = error.text
        state = error.kind == ErrorKind.uncertain.rawValue ? .uncertain : .failed
    }

    /// Notes with an error that the same program would meet it again, if it is a fault of a value of the item's own.
    ///
    /// Only what the arguments of links are checked for before anything is sent counts, and only of a value that the
    /// item holds: whatever is read elsewhere, from a file or a service, may be another one next time.
    mutating func note(_ program: String, ifAFaultOf content: LuaValue) {
        guard state == .failed, kind == ErrorKind.data.rawValue, case .table(let table) = raised,
            case .string(let call)? = table.fields["call"], ["links.create", "links.update"].contains(call),
            content.holdsWhatIsRefused(in: message)
        else { return }
        error = RecordedError(raised, program: program)
        text = error?.text
    }

    init(failed error: RecordedError) {
        state = .failed
        self.error = error
        kind = error.kind
        message = error.message
        text = error.text
    }

    init(uncertain error: RecordedError?) {
        state = .uncertain
        self.error = error
        kind = ErrorKind.uncertain.rawValue
        message = error?.message ?? "the outcome is unknown"
        text = error?.text
    }

    var recorded: ItemOutcome {
        switch state {
        case .done: .done(result: text)
        case .uncertain: .uncertain(error: text ?? "{}")
        default: .failed(kind: kind, error: text ?? "{}")
        }
    }

    /// Whether the item is not to be taken for ended: the script is being stopped, or every other item would fail too.
    func leavesOpen(_ run: BulkRun) -> Bool {
        guard state != .done, case .table(let table) = raised else { return false }
        return kind == ErrorKind.cancelled.rawValue && run.isStopping || table["stops_run"] == true
    }
}

extension LuaValue {
    /// An error that an item's function raised, in the words of the item: the column that a refused value came from in
    /// place of the function's argument, and the columns that there are where a value is missing.
    fileprivate func located(in content: LuaValue) -> LuaValue {
        guard case .table(var error) = self, case .string(let message)? = error.fields["message"] else { return self }
        if let value = error.fields["value"], case .string(let rule)? = error.fields["rule"] {
            if content == value {
                error["message"] = .string(rule)
            } else if let column = content.column(holding: value) {
                error["message"] = .string("column '\(column)': \(rule)")
            }
        } else if error["kind"] == "usage", message.hasSuffix(", got nil"), error["hint"] == .nil,
            let columns = content.columnList
        {
            error["hint"] = .string("The item has \(columns).")
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
}
