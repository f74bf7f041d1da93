import Facts
import RunJournal

extension ActiveItem {
    /// What a write of the item has to do with the record that is replayed.
    package enum Replayed<Output: Sendable>: Sendable {
        /// It is done, and this is its result.
        case done(Output)
        /// It would be sent, or looked up; `intended` is given what would be sent, as JSON.
        case sent(intended: @Sendable (String?) -> Void)
    }

    /// Which recorded step a write is, while its run is replayed; nil if it is not.
    ///
    /// - Parameters:
    ///   - write: What is asked for.
    ///   - path: The path of the task that asks, inside the item's function.
    ///   - location: Where the script asks for it.
    /// - Throws: ``JournalError``, and what reading the content of a file throws.
    package func replay<Output>(
        _ write: RecordableWrite<Output>, at path: String, location: String?
    ) async throws -> Replayed<Output>? {
        guard let replay = run.runs.replay, let recorded else { return nil }
        let form = try recorded.holdsSHA256(write.call, write.service, write.arguments) ? ContentForm.sha256 : .fast
        let request = ItemSteps.Request(
            call: write.call, service: write.service, arguments: write.arguments,
            content: try await write.content(form), place: nextPlace(path), supersedes: write.traits.supersedes)
        let answer = try recorded.ask(request)
        recorded.ends(answer.step)
        let note = { @Sendable [identity = run.identity] (intent: String?) in
            replay.asked(
                answer, of: identity, supersedes: write.traits.supersedes, words: write.words(), intent: intent,
                location: location)
        }
        guard answer.standing.state == .done else { return .sent(intended: note) }
        note(answer.intent)
        return .done(try write.decode(answer.standing.result))
    }

    /// The recorded results of a step of `bulk.once` while the run is replayed, as JSON; nil if its function is to be
    /// called, or if nothing is replayed.
    ///
    /// - Parameters:
    ///   - name: The step's name.
    ///   - arguments: A digest of the name.
    ///   - path: The path of the task that asks, inside the item's function.
    package func replayOnce(_ name: String, arguments: [UInt8], at path: String) throws -> String?? {
        guard let replay = run.runs.replay, let recorded else { return nil }
        let answer = try recorded.ask(
            ItemSteps.Request(
                call: OnceStep.call, service: "", arguments: arguments, place: nextPlace(path), isSingle: true))
        recorded.ends(answer.step)
        replay.asked(
            answer, of: run.identity, supersedes: false, words: "\(OnceStep.call)(\"\(name)\")", intent: nil,
            location: nil)
        return answer.standing.state == .done ? .some(answer.standing.result) : nil
    }
}
