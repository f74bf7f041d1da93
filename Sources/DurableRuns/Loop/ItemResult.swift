import Facts
package import RunJournal

/// How the function of an item ended.
package struct ItemEnding: Sendable {
    /// The result as JSON, or why the item is not done.
    package let result: Result<String, RecordedError>
    /// Whether the function gave a result, rather than raise an error.
    package let hasReturned: Bool

    private init(_ result: Result<String, RecordedError>, hasReturned: Bool) {
        self.result = result
        self.hasReturned = hasReturned
    }

    /// It gave a result, as JSON.
    package static func returned(_ result: String) -> ItemEnding { ItemEnding(.success(result), hasReturned: true) }

    /// It gave a result that no record can hold, for a reason.
    package static func returnedUnrecordable(_ error: RecordedError) -> ItemEnding {
        ItemEnding(.failure(error), hasReturned: true)
    }

    /// It raised an error.
    package static func raised(_ error: RecordedError) -> ItemEnding {
        ItemEnding(.failure(error), hasReturned: false)
    }
}

/// What an ending means for an item, as it is recorded and reported.
package struct ItemResult: Sendable {
    /// How far the item is: done, failed or uncertain.
    package let state: ItemState
    /// The result as JSON; nil unless it is done.
    package let result: String?
    /// Why it is not done; nil if it is.
    package let error: RecordedError?

    /// What the function's own ending says.
    init(_ ending: ItemEnding) {
        switch ending.result {
        case .success(let result): self.init(.done, result: result, error: nil)
        case .failure(let error): self.init(failed: error)
        }
    }

    /// An item that is not done: it failed, or it is uncertain if the error says so.
    init(failed error: RecordedError) {
        self.init(error.kind == ErrorKind.uncertain.rawValue ? .uncertain : .failed, result: nil, error: error)
    }

    /// An item of which a write may have been done.
    init(uncertain error: RecordedError) {
        self.init(.uncertain, result: nil, error: error)
    }

    private init(_ state: ItemState, result: String?, error: RecordedError?) {
        self.state = state
        self.result = result
        self.error = error
    }

    /// The kind of the error; that of an uncertain item is always `uncertain`.
    package var kind: String { state == .uncertain ? ErrorKind.uncertain.rawValue : error?.kind ?? "" }

    /// What went wrong, in one sentence.
    package var message: String { error?.message ?? "" }

    var recorded: ItemOutcome {
        switch state {
        case .done: .done(result: result)
        case .uncertain: .uncertain(error: error?.text ?? "{}")
        case .failed, .pending: .failed(kind: kind, error: error?.text ?? "{}")
        }
    }
}
