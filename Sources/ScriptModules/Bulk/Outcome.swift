import Catalogue
import LuaBridge
import RunJournal

/// How the function of an item ended, as it is recorded and reported.
struct Outcome {
    var state: ItemState
    var kind = ""
    var message = ""
    /// JSON: the result, or the error.
    var text: String?
    /// What the script raised.
    private var raised = LuaValue.nil

    init(ended: Bool, _ value: LuaValue) {
        guard !ended else {
            state = .done
            return
        }
        let error = RecordedError(value)
        raised = value
        kind = error.kind
        message = error.message
        text = error.text
        state = error.kind == ErrorKind.uncertain.rawValue ? .uncertain : .failed
    }

    /// The function gave back what no record can hold.
    init(unrecordable error: any Error) {
        let value = ScriptError(.data, "the result cannot be recorded: \(error)", call: "bulk.each").luaErrorValue
        self.init(ended: false, value)
    }

    init(uncertain error: RecordedError?) {
        state = .uncertain
        kind = ErrorKind.uncertain.rawValue
        message = error?.message ?? "it is not known what happened"
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
    func leavesOpen(_ item: BulkItem) -> Bool {
        guard state != .done else { return false }
        return kind == ErrorKind.cancelled.rawValue && item.run.isStopping || item.stop != nil || endsRun
    }

    private var endsRun: Bool {
        guard case .table(let table) = raised else { return false }
        return table["stops_run"] == true
    }

    /// The error that ends the run; nil if this outcome is no reason to.
    func stop(_ item: BulkItem) -> LuaValue {
        if let error = item.stop {
            return (error as? any LuaRaisable)?.luaErrorValue ?? .string("\(error)")
        }
        return leavesOpen(item) ? raised : .nil
    }
}
