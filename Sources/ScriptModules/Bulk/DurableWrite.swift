import ApiClients
import Catalogue
import LuaBridge
import RunJournal

/// One write of an item: recorded, sent, recorded again; or looked up, if it was recorded before.
struct DurableWrite: Sendable {
    private let write: PendingWrite
    private let item: BulkItem
    private let steps: ItemSteps
    private let records: StepRecords
    private let arguments: [UInt8]
    private let place: String

    init(_ write: PendingWrite, of item: BulkItem, at path: String, _ steps: ItemSteps, in journal: RunJournal) {
        self.write = write
        self.item = item
        self.steps = steps
        records = StepRecords(item, steps, journal)
        var asked = write.arguments
        // How long it is tried does not make it another write, and neither does an empty table.
        if case .table(var options) = asked.last, options.array.isEmpty {
            options["timeout"] = .nil
            asked.removeLast()
            if !options.isEmpty { asked.append(.table(options)) }
        }
        arguments = ContentDigest.of([.string(write.subject)] + asked)
        place = item.nextPlace(path)
    }

    func perform() async throws -> [LuaValue] {
        let request = ItemSteps.Request(
            call: write.signature.name, service: write.service, arguments: arguments,
            content: try await write.content(), place: place, supersedes: write.traits.supersedes)
        let answer = try steps.ask(request)
        item.stepWasAsked()
        defer { steps.ends(answer.step) }
        if answer.standing.state == .done { return noted(try RecordedResults.decode(answer.standing.result)) }
        let unasked = try await unasked(answer.step, request)
        return try await write.inTurn { [self] in
            // A recorded step was sent beside the others: it waits for none of them.
            let others = answer.isEarlier ? [] : unasked + steps.open(beside: answer.step, request)
            try await clear(others, before: answer.step, request)
            if answer.isOpen, let text = answer.standing.intent { return try await settle(text, answer.step) }
            // One that was refused is prepared again: the name of a link is derived, and thus the same.
            return try await begin(answer.step, request)
        }
    }

    /// The name that belongs to a step for ever, so that even a lost journal cannot make a second link.
    ///
    /// - Throws: ``ApiError`` of kind `conflict` if the item has made a link of its own before.
    private func naming(_ step: Step, _ request: ItemSteps.Request) throws -> Naming {
        let past = try steps.lasting(request)
        if !past.isEmpty, !past.contains(where: { $0.arguments == step.arguments }) {
            throw ApiError(
                .conflict, "the item was done before and made a link then; another one would be a second",
                call: step.call, hint: "Change the one that it has: links.update(context.previous.shortUrl, ...).")
        }
        let identity = item.run.identity
        let seed = [
            identity.profile, identity.name, item.record.key, step.call, write.service,
            step.arguments.map(String.init).joined(separator: "."), "\(step.occurrence)",
        ]
        return .derived(
            seed: seed.map { "\($0.utf8.count):\($0)" }.joined(), key: item.run.nameKey, isAgain: item.isAgain)
    }

    /// Recorded writes of the same call that nothing in the item can ask for any more.
    private func unasked(_ step: Step, _ request: ItemSteps.Request) async throws -> [ItemSteps.Answer] {
        while true {
            let unasked = steps.unasked(before: step, request)
            if unasked.isEmpty { return [] }
            write.task.status = "waiting for the other tasks of the item"
            if try await item.hold(write.task) == .still { return steps.unasked(before: step, request) }
        }
    }

    /// Finds out what became of writes of the same call before this one is sent.
    private func clear(
        _ others: [ItemSteps.Answer], before step: Step, _ request: ItemSteps.Request
    ) async throws {
        for other in others where !steps.isAsked(other.step) || other.isOpen {
            guard other.isOpen else { throw replaced(other, step) }
            guard steps.take(other.step) else { continue }
            defer { steps.ends(other.step) }
            guard let text = other.standing.intent else { continue }
            let settlement = try await write.stored(text).settle()
            // A task that asks for it now settles it itself, and may have sent it again.
            if !other.isAsked, steps.isAsked(other.step) { continue }
            switch settlement {
            case .happened(let values):
                // The function was told that it is unknown, and may be asking for another one in its place.
                let isReplaced = item.isInDoubt(other.step) && !write.traits.isRepeatable
                _ = try await records.done(other.step, values, write.traits)
                if request.supersedes && other.step.arguments == step.arguments { continue }
                if other.isAsked, !isReplaced { continue }
                throw replaced(other, step)
            case .notHappened:
                let error = ScriptError(.rejected, "it was not done", call: other.step.call)
                try await records.refused(other.step, error.luaErrorValue)
            case .unknown(let reason):
                throw try await records.doubted(other.step, unknown(reason, text), text)
            }
        }
    }

    private func replaced(_ other: ItemSteps.Answer, _ step: Step) -> ScriptError {
        let asked = "\(step.call)(\(write.arguments.map(\.written).joined(separator: ", ")))"
        return ScriptError(
            .conflict,
            "\(item.record.title): \(IntentWords.of(other.step.call, other.intent)) was done, and now "
                + "\(asked) is asked for; it was not sent",
            call: step.call,
            hint: "An item that was started must repeat the same calls. Restore the script or its data, or use a "
                + "new run.")
    }

    private func begin(_ step: Step, _ request: ItemSteps.Request) async throws -> [LuaValue] {
        let prepared = try await write.prepare(write.drawsName ? naming(step, request) : .random)
        let text = try prepared.intent()
        try await records.intended(write.drawsName ? step.lasting : step, text)
        CrashPoint.reached(.intended)
        return try await send(prepared, text, step)
    }

    /// What was recorded may have been sent: that is found out first.
    private func settle(_ text: String, _ step: Step) async throws -> [LuaValue] {
        let stored = try write.stored(text)
        switch try await stored.settle() {
        case .happened(let values): return noted(try await records.done(step, values, write.traits))
        case .notHappened:
            // A look found nothing, but what an earlier process sent may still come in.
            return try await send(stored, text, step, wasInDoubt: true)
        case .unknown(let reason): throw try await records.doubted(step, unknown(reason, text), text)
        }
    }

    private func unknown(_ reason: String, _ text: String) -> ApiError {
        ApiError(.uncertain, reason, call: write.signature.name, hint: item.run.resolveHint(item.record.key))
    }

    private func send(
        _ prepared: PreparedWrite<[LuaValue]>, _ text: String, _ step: Step, wasInDoubt: Bool = false
    ) async throws -> [LuaValue] {
        do {
            let values = try await prepared.perform(wasInDoubt)
            CrashPoint.reached(.answered)
            return noted(try await records.done(step, values, write.traits))
        } catch let error as ApiError where error.kind == .cancelled || error.inDoubt && error.stopsRun {
            // The next run looks whether it happened: the record stays as it is.
            throw error
        } catch let error as ApiError where mayHaveHappened(error) {
            throw try await records.doubted(step, error, text)
        } catch let error as ApiError {
            try await records.refused(step, error.luaErrorValue)
            throw error
        }
    }

    private func mayHaveHappened(_ error: ApiError) -> Bool {
        if error.inDoubt || error.kind == .uncertain { return true }
        // One of its requests may have been carried out although none was answered.
        return write.traits.isRepeatable && error.attempts > 0
            && [.timeout, .unreachable, .server].contains(error.kind)
    }

    /// Remembers which item has the receipt that the script gets.
    private func noted(_ values: [LuaValue]) -> [LuaValue] {
        if write.traits.hasSequel, case .table(let table) = values.first, case .string(let receipt) = table["receipt"] {
            item.run.runs.gave(receipt, item.record.key, of: item.run.identity)
        }
        return values
    }
}

extension PendingWrite {
    /// The service that it goes to, as scripts name it.
    var service: String { subject.isEmpty ? "datagov" : subject }
}

/// What is recorded of the steps of an item: in the journal, and in what the pass knows of them.
struct StepRecords: Sendable {
    private let item: BulkItem
    private let steps: ItemSteps
    private let journal: RunJournal

    init(_ item: BulkItem, _ steps: ItemSteps, _ journal: RunJournal) {
        self.item = item
        self.steps = steps
        self.journal = journal
    }

    func intended(_ step: Step, _ text: String) async throws {
        try await journal.intend(step, intent: text)
        steps.notes(step, .open(intent: text, isUncertain: false))
    }

    func done(_ step: Step, _ values: [LuaValue], _ traits: WriteTraits) async throws -> [LuaValue] {
        let text = try RecordedResults.encode(values)
        try await journal.record(step, result: text, awaitsEnd: traits.hasSequel)
        steps.notes(step, .done(result: text))
        item.isCertain(step)
        CrashPoint.reached(.recorded)
        return values
    }

    func refused(_ step: Step, _ error: LuaValue) async throws {
        let text = RecordedError(error).text
        try await journal.refuse(step, error: text)
        steps.notes(step, .refused(intent: nil, error: text))
        item.isCertain(step)
    }

    /// - Returns: The error, which names what may have been done.
    func doubted(_ step: Step, _ error: ApiError, _ intent: String) async throws -> ApiError {
        var error = error
        let words = IntentWords.of(step.call, intent)
        if !error.message.contains(words) { error.message += ": \(words)" }
        let recorded = RecordedError(error.luaErrorValue)
        item.markUncertain(step, recorded)
        try await journal.doubt(step, error: recorded.text)
        steps.notes(step, .open(intent: intent, isUncertain: true))
        return error
    }
}

/// What a recorded intent was going to do, in words for a person.
package enum IntentWords {
    /// `links.create of short URL "a" to https://www.example.gov.sg/1`, as far as the intent says.
    package static func of(_ call: String, _ intent: String?) -> String {
        guard let intent, case .table(let table) = try? RecordedValue.decode(intent) else { return call }
        var fields = table
        // Earlier versions stored the timeout beside it.
        if case .table(let inner) = table["intent"] { fields = inner }
        if case .table(let changes) = fields["changes"] {
            for (name, value) in changes.fields { fields.fields[name] = value }
        }
        func text(_ name: LuaValue) -> String? {
            if case .string(let text)? = fields.fields[name] { text } else { nil }
        }
        var words = call
        if let name = text("shortUrl") { words += " of short URL \"\(name)\"" }
        if let target = text("longUrl") { words += " to \(target)" }
        if let state = text("state") { words += " as \(state)" }
        if let path = text("path") { words += " of \(path)" }
        if let dataset = text("dataset") { words += " to \(dataset)" }
        return words
    }
}

/// What a write gave to the script.
enum RecordedResults {
    static func encode(_ values: [LuaValue]) throws -> String {
        try RecordedValue.encode(.table(["values": .table(LuaTable(array: values))]))
    }

    /// Whether a recorded result holds the receipt of an upload.
    static func holds(_ receipt: String, in text: String) -> Bool {
        (try? RecordedValue.decode(text))?.receipts.contains(receipt) ?? false
    }

    static func decode(_ text: String?) throws -> [LuaValue] {
        // A step that a person closed as done has no results.
        guard let text, case .table(let table) = try RecordedValue.decode(text) else { return [] }
        guard case .table(let values) = table["values"] else { return [] }
        return values.array
    }
}

extension LuaValue {
    /// The receipts of uploads in it, at whatever depth.
    var receipts: [String] {
        guard case .table(let table) = self else { return [] }
        if case .string(let receipt)? = table.fields["receipt"] { return [receipt] }
        return table.array.flatMap(\.receipts) + table.fields.values.flatMap(\.receipts)
    }
}
