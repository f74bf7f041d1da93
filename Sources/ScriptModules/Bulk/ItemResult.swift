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
    /// What the script raised.
    private var raised = LuaValue.nil

    /// Whether the function gave back what no record can hold.
    private(set) var isUnrecordable = false

    /// Of what the function gave or raised, or of why that cannot be read.
    init(ended: Bool, _ result: Result<LuaValue, any Error>) {
        do {
            let value = try result.get()
            if ended { text = try RecordedValue.encode(value) } else { raised = value }
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
        guard state == .failed, kind == ErrorKind.data.rawValue, case .table(let error) = raised,
            case .string(let call)? = error.fields["call"], ["links.create", "links.update"].contains(call),
            content.holdsWhatIsRefused(in: message)
        else { return }
        text = RecordedError(raised, program: program).text
    }

    init(failed error: RecordedError) {
        state = .failed
        kind = error.kind
        message = error.message
        text = error.text
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
    func leavesOpen(_ run: BulkRun) -> Bool {
        guard state != .done, case .table(let table) = raised else { return false }
        return kind == ErrorKind.cancelled.rawValue && run.isStopping || table["stops_run"] == true
    }
}

extension LuaValue {
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
