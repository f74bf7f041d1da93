import Synchronization

/// The steps of one item during one pass: which recorded step a call is, and what has to be cleared up before another
/// one may be sent.
///
/// Used from the tasks of the item at once. What was recorded before the pass is read when the first step is asked for.
package final class ItemSteps: Sendable {
    /// What a call asks for.
    package struct Request: Sendable {
        /// The call: `links.create`.
        package var call: String
        /// The service that it goes to.
        package var service: String
        /// A hash of the arguments.
        package var arguments: [UInt8]
        /// What it sends; nil if that cannot be read any more, and any recorded content will do.
        package var content: String?
        /// Task path and number.
        package var place: String
        /// Whether a call with other content takes the place of the one before, as a replacement of all rows does.
        package var supersedes: Bool
        /// Whether the same call is always the same step, however often it is made.
        package var isSingle: Bool

        package init(
            call: String, service: String, arguments: [UInt8], content: String? = "", place: String,
            supersedes: Bool = false, isSingle: Bool = false
        ) {
            self.call = call
            self.service = service
            self.arguments = arguments
            self.content = content
            self.place = place
            self.supersedes = supersedes
            self.isSingle = isSingle
        }
    }

    /// Which step it is, and what is known of it.
    package struct Answer: Sendable {
        package let step: Step
        package let standing: StepStanding
        /// What was recorded as about to be sent, as JSON text.
        package let intent: String?
        /// Whether it was recorded before this pass.
        package let isEarlier: Bool
        /// Whether it was asked for in this pass.
        package let isAsked: Bool

        /// Whether it may have happened.
        package var isOpen: Bool { standing.isOpen }
    }

    private struct Entry {
        var step: Step
        var standing: StepStanding
        var intent: String?
        /// Whether it was recorded before this pass.
        var isEarlier: Bool
        /// Whether it was asked for in this pass.
        var isMet = false
        var isInProgress = false

        var isOpen: Bool { standing.isOpen }
        var isDone: Bool { standing.state == .done }
        var isRefused: Bool { standing.state == .refused }

        var answer: Answer {
            Answer(step: step, standing: standing, intent: intent, isEarlier: isEarlier, isAsked: isMet)
        }

        func isOf(_ request: Request) -> Bool {
            // A journal of version 1 does not say which of the two link services it was; the arguments' hash does.
            step.call == request.call && (step.service == request.service || step.service.isEmpty)
        }

        func isOfArguments(_ request: Request) -> Bool { isOf(request) && step.arguments == request.arguments }

        func answers(_ request: Request) -> Bool {
            guard isOfArguments(request) else { return false }
            return request.content.map { $0 == step.content || step.content.isEmpty } ?? true
        }
    }

    private struct State {
        var entries: [Entry] = []
        var past: [Step] = []
        var isLoaded = false
    }

    /// The item.
    package let item: RunItem
    private let reader: JournalReader?
    private let state = Mutex(State())

    /// The steps of an item that is begun now.
    package convenience init(_ item: RunItem, in journal: RunJournal) { self.init(item, of: journal.reader) }

    /// The steps of an item that is only looked at; none where there is no record.
    package init(_ item: RunItem, of reader: JournalReader?) {
        self.item = item
        self.reader = reader
    }

    /// The step that a call is; in progress until ``ends(_:)``.
    ///
    /// A call that was recorded and not asked for in this pass is that one; one that was asked for and has not
    /// happened is tried again; any other is a further one.
    package func ask(_ request: Request) throws -> Answer {
        try state.withLock { state in
            try load(&state)
            let same = state.entries.indices.filter { state.entries[$0].answers(request) }
            let index =
                same.first { !state.entries[$0].isMet }
                ?? same.first {
                    let entry = state.entries[$0]
                    return request.isSingle || !entry.isInProgress && !entry.isDone
                }
                ?? {
                    let last = same.map { state.entries[$0].step.occurrence }.max() ?? 0
                    let step = Step(
                        item, call: request.call, service: request.service, arguments: request.arguments,
                        content: request.content ?? "", occurrence: last + 1, place: request.place)
                    state.entries.append(Entry(step: step, standing: .new, intent: nil, isEarlier: false))
                    return state.entries.count - 1
                }()
            state.entries[index].isMet = true
            state.entries[index].isInProgress = true
            return state.entries[index].answer
        }
    }

    /// Whether a call of these arguments is recorded with the SHA-256 of its file, as earlier versions did: then its
    /// content has to be told in the same form.
    package func holdsSHA256(_ call: String, _ service: String, _ arguments: [UInt8]) throws -> Bool {
        let request = Request(call: call, service: service, arguments: arguments, place: "")
        return try state.withLock { state in
            try load(&state)
            return state.entries.contains { $0.isOfArguments(request) && $0.step.isOfSHA256 }
        }
    }

    /// Recorded steps of the same call that were not asked for in this pass: until they are, or until nothing can ask
    /// for them any more, a new step of the call must wait.
    package func unasked(before step: Step, _ request: Request) -> [Answer] {
        state.withLock { state in
            let entry = state.entries.first { $0.step.isSame(as: step) }
            guard entry?.isEarlier == false else { return [] }
            // A corrected row: the step takes the place of one that was refused.
            let replaces = state.entries.contains {
                $0.isEarlier && !$0.isMet && $0.isRefused && $0.isOf(request) && $0.step.place == step.place
            }
            if replaces { return [] }
            return state.entries.filter { other in
                guard other.isEarlier, !other.isMet, !other.isRefused, other.isOf(request) else { return false }
                return !(request.supersedes && other.isDone && other.isOfArguments(request))
            }.map(\.answer)
        }
    }

    /// Steps of the same call that may have happened and that nobody is about to clear up: to be settled before another
    /// one is sent.
    package func open(beside step: Step, _ request: Request) -> [Answer] {
        state.withLock { state in
            state.entries.filter { !$0.step.isSame(as: step) && $0.isOpen && !$0.isInProgress && $0.isOf(request) }
                .map(\.answer)
        }
    }

    /// Whether a step was asked for in this pass.
    package func isAsked(_ step: Step) -> Bool {
        state.withLock { state in state.entries.contains { $0.isMet && $0.step.isSame(as: step) } }
    }

    /// All steps that may have happened and that nobody is working on.
    ///
    /// - Parameter earlier: Only those that were recorded before this pass and not asked for in it.
    package func open(onlyEarlier earlier: Bool = false) throws -> [Answer] {
        try state.withLock { state in
            try load(&state)
            return state.entries.filter { $0.isOpen && !$0.isInProgress && (!earlier || $0.isEarlier && !$0.isMet) }
                .map(\.answer)
        }
    }

    /// All steps that are done.
    package func done() throws -> [Answer] {
        try state.withLock { state in
            try load(&state)
            return state.entries.filter(\.isDone).map(\.answer)
        }
    }

    /// Takes a step that is open for being settled; false if somebody else has taken it.
    package func take(_ step: Step) -> Bool {
        state.withLock { state in
            guard let index = state.entries.firstIndex(where: { $0.step.isSame(as: step) }),
                !state.entries[index].isInProgress
            else { return false }
            state.entries[index].isInProgress = true
            return true
        }
    }

    /// Notes what is recorded of a step now, while it is in progress.
    package func notes(_ step: Step, _ standing: StepStanding) {
        change(step) {
            $0.standing = standing
            if standing.isOpen, let intent = standing.intent { $0.intent = intent }
        }
    }

    /// Nobody works on the step any more.
    package func ends(_ step: Step) {
        change(step) { $0.isInProgress = false }
    }

    /// What the item made before it was done again, and which still stays.
    package func lasting(_ request: Request) throws -> [Step] {
        try state.withLock { state in
            try load(&state)
            return state.past.filter {
                $0.call == request.call && ($0.service == request.service || $0.service.isEmpty)
            }
        }
    }

    private func change(_ step: Step, _ body: (inout Entry) -> Void) {
        state.withLock { state in
            guard let index = state.entries.firstIndex(where: { $0.step.isSame(as: step) }) else { return }
            body(&state.entries[index])
        }
    }

    private func load(_ state: inout State) throws {
        guard !state.isLoaded else { return }
        state.isLoaded = true
        guard item.standing != nil, let reader else { return }
        // An item that was done and is done again begins without steps; what it made stays.
        let isAgain = item.standing == .done
        for record in try reader.steps(ofItem: item.ordinal) {
            let step = record.step(of: item)
            if record.occurrence < 0 || isAgain {
                if record.isLasting, record.state == .done { state.past.append(step) }
            } else {
                state.entries.append(
                    Entry(step: step, standing: record.standing, intent: record.intent, isEarlier: true))
            }
        }
    }
}

extension Step {
    /// Whether the content is a SHA-256; the form of any other one begins with its name and a colon.
    fileprivate var isOfSHA256: Bool { content.utf8.count == 64 && !content.contains(":") }

    fileprivate func isSame(as other: Step) -> Bool {
        occurrence == other.occurrence && call == other.call && service == other.service
            && arguments == other.arguments && content == other.content
    }
}
