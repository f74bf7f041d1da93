import Facts
import RunJournal

extension ActiveItem {
    /// Carries out a write of the item: recorded before it is sent and after it is answered; looked up first, if it was
    /// recorded before; not sent again, if it is done.
    ///
    /// - Parameters:
    ///   - write: What is asked for.
    ///   - path: The path of the task that asks, inside the item's function.
    /// - Throws: `CancellationError` if no write may begin any more, what the write throws, ``JournalError``,
    ///   ``ScriptError``: of kind `uncertain` if it cannot be told whether it was done, `conflict` if the function asks
    ///   for other writes than it did when the item was begun.
    package func perform<Output>(_ write: RecordableWrite<Output>, at path: String) async throws -> Output {
        guard let journal = run.journal, let steps else {
            throw ScriptError(.internal, "\(write.call): a dry run sends nothing", call: write.call)
        }
        guard run.enter() else {
            markCutShort()
            throw CancellationError()
        }
        defer { run.leave() }
        do {
            return try await DurableWrite(write, of: self, at: path, steps, in: journal).perform()
        } catch {
            note(error)
            throw error
        }
    }
}

/// One write of an item: recorded, sent, recorded again; or looked up, if it was recorded before.
private struct DurableWrite<Output: Sendable>: Sendable {
    let write: RecordableWrite<Output>
    let item: ActiveItem
    let steps: ItemSteps
    let records: StepRecords
    let place: String

    init(
        _ write: RecordableWrite<Output>, of item: ActiveItem, at path: String, _ steps: ItemSteps,
        in journal: RunJournal
    ) {
        self.write = write
        self.item = item
        self.steps = steps
        records = StepRecords(item, steps, journal)
        place = item.nextPlace(path)
    }

    func perform() async throws -> Output {
        let form = try steps.holdsSHA256(write.call, write.service, write.arguments) ? ContentForm.sha256 : .fast
        let request = ItemSteps.Request(
            call: write.call, service: write.service, arguments: write.arguments,
            content: try await write.content(form), place: place, supersedes: write.traits.supersedes)
        let answer = try steps.ask(request)
        item.stepWasAsked()
        defer { steps.ends(answer.step) }
        if answer.standing.state == .done { return noted(try write.decode(answer.standing.result)) }
        // What was sent before is asked about, whatever has become of its file.
        if !answer.isOpen { try await write.check() }
        let unasked = try await unasked(answer.step, request)
        return try await write.inTurn { [self] in
            // A recorded step was sent beside the others: it waits for none of them.
            if !answer.isEarlier {
                let beside = steps.open(beside: answer.step, request).filter { other in
                    !unasked.contains { $0.step == other.step }
                }
                try await settle(unasked + beside, before: answer.step, request)
            }
            if answer.isOpen, let text = answer.standing.intent { return try await resume(text, answer.step) }
            // One that was refused is prepared again: the name of a link is derived, and thus the same.
            return try await begin(answer.step, request, isNew: answer.standing == .new)
        }
    }

    /// The name that always belongs to a step, so that even a lost journal cannot make a second link.
    ///
    /// - Throws: ``ScriptError`` of kind `conflict` if the item has made a link of its own before.
    private func naming(_ step: Step, _ request: ItemSteps.Request) throws -> Naming {
        let past = try steps.lasting(request)
        if !past.isEmpty, !past.contains(where: { $0.arguments == step.arguments }) {
            throw StepRecords.error(
                .conflict, "the item was done before and made a link then; another one would be a second", of: step,
                hint: "Change the one that it has: links.update(context.previous.shortUrl, ...).")
        }
        let seed = item.nameSeed(step.call, write.service, step.arguments, occurrence: step.occurrence)
        return .derived(seed: seed, key: item.run.nameKey, isAgain: item.isAgain)
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
    private func settle(
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
            case .happened(let output):
                // The function was told that it is unknown, and may be asking for another one in its place.
                let isReplaced = item.isInDoubt(other.step) && !write.traits.isRepeatable
                try await record(output, of: other.step)
                if request.supersedes && other.step.arguments == step.arguments { continue }
                if other.isAsked, !isReplaced { continue }
                throw replaced(other, step)
            case .notHappened: try await records.refused(other.step, StepRecords.notDone(other.step))
            case .unknown(let reason): throw try await records.doubted(other.step, reason, intent: text)
            }
        }
    }

    private func replaced(_ other: ItemSteps.Answer, _ step: Step) -> ScriptError {
        ScriptError(
            .conflict,
            "\(item.record.title): \(IntentWords.of(other.step.call, other.intent)) was done, and now "
                + "\(write.words()) is asked for; it was not sent",
            call: step.call,
            hint: "An item that was started must repeat the same calls. Restore the script or its data, or use a "
                + "new run.")
    }

    private func begin(_ step: Step, _ request: ItemSteps.Request, isNew: Bool) async throws -> Output {
        let prepared = try await write.prepare(write.drawsName ? naming(step, request) : .random)
        let text = try prepared.intent()
        // A link with a drawn name belongs to the item, also when that is done again.
        try await records.intended(write.drawsName ? step.lasting : step, text)
        await item.run.place.reached(.intended)
        // It may have been sent before, with its record lost together with a host and a server.
        if isNew, !write.traits.isRepeatable, records.mayLackRows { return try await resume(text, step) }
        return try await send(prepared, text, step)
    }

    /// What was recorded may have been sent: that is found out first.
    private func resume(_ text: String, _ step: Step) async throws -> Output {
        let stored = try write.stored(text)
        switch try await stored.settle() {
        case .happened(let output):
            try await record(output, of: step)
            return noted(output)
        // A lookup found nothing, but what an earlier process sent may still arrive.
        case .notHappened: return try await send(stored, text, step, wasInDoubt: true)
        case .unknown(let reason): throw try await records.doubted(step, reason, intent: text)
        }
    }

    private func send(
        _ prepared: PreparedWrite<Output>, _ text: String, _ step: Step, wasInDoubt: Bool = false
    ) async throws -> Output {
        try await records.expectTurn()
        do {
            let output = try await prepared.perform(wasInDoubt)
            await item.run.place.reached(.answered)
            try await record(output, of: step)
            return noted(output)
        } catch let error as any WriteError {
            let known = error.scriptError
            // Nothing was done, and the item is not to blame: a start that could send nothing leaves no trace.
            if !wasInDoubt, known.kind == .cancelled ? !error.hasLeft : known.stopsRun && !mayHaveHappened(error) {
                try await records.withdrawn(step)
                throw error
            }
            // The next run looks whether it happened: the record stays as it is.
            if known.kind == .cancelled || error.inDoubt && known.stopsRun { throw error }
            if mayHaveHappened(error) { throw try await records.doubted(step, known, intent: text) }
            try await records.refused(step, RecordedError(known))
            throw error
        }
    }

    private func mayHaveHappened(_ error: any WriteError) -> Bool {
        let known = error.scriptError
        if error.inDoubt || known.kind == .uncertain { return true }
        // One of its requests may have been carried out although none was answered.
        return write.traits.isRepeatable && error.hasLeft
            && [.timeout, .unreachable, .server].contains(known.kind)
    }

    private func record(_ output: Output, of step: Step) async throws {
        try await records.done(step, result: write.encode(output), awaitsEnd: write.traits.hasSequel)
    }

    /// Remembers which item has the receipt that the script gets.
    private func noted(_ output: Output) -> Output {
        if write.traits.hasSequel, let receipt = write.receipt(output) {
            item.run.runs.gave(receipt, item.record.key, of: item.run.identity)
        }
        return output
    }
}
