import Facts
import Hashing
package import RunJournal
import Synchronization

/// One durable run in progress: what begins, what is skipped and why, and what an ending means.
///
/// It knows no Lua: items come as digests and keys, results and errors as JSON. What happens is told as values to its
/// listeners; see ``RunEvent``. Any thread may call it. Its record outlives the script's loop while writes are in
/// progress: the last of them closes it.
///
/// ```swift
/// switch try run.take(digest: digest, key: "apply", place: "links.csv:2") {
/// case .work(let item):
///     item.begin(at: "0.1")
///     let endsRun = try run.finish(item, .returned(json))
/// case .skip: break
/// }
/// ```
package final class DurableRun: Sendable {
    /// What is to be done about an item.
    package enum Taken: Sendable {
        /// Its function is to be called.
        case work(ActiveItem)
        /// Nothing, for a reason.
        case skip(SkipReason)
    }

    private struct State {
        var writesInProgress = 0
        var isClosing = false
        var isClosed = false
        var isWhole = false
        var counts = RunCounts()
        var failures: [RunFailure] = []
        var occurrences: [[UInt8]: Int] = [:]

        mutating func count(_ item: RunItem, _ result: ItemResult) {
            counts.count(result)
            if result.state != .done, failures.count < DurableRun.mostFailures {
                failures.append(RunFailure(item: item, result: result))
            }
        }
    }

    /// How many items that are not done are kept for the report.
    package static let mostFailures = 100

    package let identity: RunIdentity
    package let options: RunOptions
    package let runs: RunRegistry
    /// nil in a dry run.
    package let journal: RunJournal?
    /// What was recorded before; nil in a dry run of a run that was never begun.
    let reader: JournalReader?
    let nameKey: [UInt8]
    let place: RunPlace
    /// What it shares with other hosts by items; nil if a host has the run as a whole.
    package let share: RunShare?
    private let pass: ItemPass
    private let unlock: RunPlace.Unlock
    private let listeners: [RunListener]
    /// nil in a dry run.
    private let columns: ItemColumns?
    private let began: Duration
    private let state = Mutex(State())

    init(
        _ identity: RunIdentity, _ options: RunOptions, in runs: RunRegistry, journal: RunJournal?,
        reader: JournalReader?, pass: ItemPass, nameKey: [UInt8], at place: RunPlace, listeners: [RunListener],
        columns: ItemColumns?, share: RunShare? = nil,
        unlock: @escaping RunPlace.Unlock
    ) {
        self.identity = identity
        self.options = options
        self.runs = runs
        self.journal = journal
        self.reader = reader
        self.pass = pass
        self.nameKey = nameKey
        self.place = place
        began = place.clock()
        self.listeners = listeners
        self.columns = columns
        self.share = share
        self.unlock = unlock
    }

    /// The run's name.
    package var name: String { identity.name }

    /// Whether nothing is sent or recorded.
    package var isDryRun: Bool { journal == nil }

    /// The counts so far.
    package var counts: RunCounts { state.withLock { $0.counts } }

    /// The first items that are not done.
    package var failures: [RunFailure] { state.withLock { $0.failures } }

    /// How long it has been running.
    package var elapsed: Duration { place.clock() - began }

    /// Whether no further item may be begun.
    package var isStopping: Bool { runs.isStopping || state.withLock { $0.isClosing } }

    private func tell(_ event: RunEvent) throws {
        for listener in listeners { try listener(self, event) }
    }

    // What begins.

    /// The item of a key, if it is to be done now.
    ///
    /// - Parameters:
    ///   - digest: Of the item's content.
    ///   - key: Its key; nil where the content names it.
    ///   - place: Where it stands: `links.csv:7413`.
    ///   - cells: What it is, in the order of its columns; asked for only if it is to be done.
    /// - Throws: ``ScriptError`` of kind `data` for a key that came before in this pass; ``JournalError``.
    package func take(
        digest: [UInt8], key: String?, place: String, cells: @autoclosure () throws -> [ItemCell] = []
    ) throws -> Taken {
        let (record, taken) = try found(digest, key, place, cells)
        if let replay = runs.replay {
            let isSkipped = if case .skip = taken { true } else { false }
            replay.met(record, of: identity, isSkipped: isSkipped)
        }
        return taken
    }

    private func found(
        _ digest: [UInt8], _ key: String?, _ place: String, _ cells: () throws -> [ItemCell]
    ) throws -> (RunItem, Taken) {
        var record: RunItem
        do {
            record = try key.map { try pass.item($0, digest: digest, place: place) } ?? unnamed(digest, place)
        } catch let error as JournalError where error.code == .duplicate {
            throw ScriptError(.data, "\(Self.call): \(error.message)", call: Self.call, hint: error.hint)
        }
        switch record.standing {
        case nil:
            record.cells = try recorded(cells())
            return (record, .work(ActiveItem(self, record)))
        case .failed where try isLeftAsItIs(record): return (record, .skip(.notRetried))
        // An uncertain one is begun again: its function asks for the same writes, which are looked up first.
        case .pending, .failed, .uncertain:
            // An item that was done and is being done again keeps its result until it is.
            let known = try reader?.item(record.key)
            record.cells = try recorded(cells())
            let item = ActiveItem(
                self, record, previous: known?.result, isAgain: known?.result != nil,
                lastFailure: record.isChanged ? nil : known?.errorKind)
            return (record, .work(item))
        case .done where record.isChanged && options.hasKeys && options.onChange == .redo:
            record.cells = try recorded(cells())
            let item = ActiveItem(
                self, record, previous: try reader?.item(record.key)?.result, isAgain: true)
            return (record, .work(item))
        case .done:
            let reason: SkipReason =
                record.isChanged && options.hasKeys && options.onChange == .warn ? .changed : .done
            state.withLock { state in
                state.counts.before += 1
                if reason == .changed { state.counts.changed += 1 }
            }
            try tell(.skipped(record, reason))
            return (record, .skip(reason))
        }
    }

    /// The cells of an item as they are recorded; nil if there are none, or in a dry run.
    private func recorded(_ cells: [ItemCell]) throws -> String? {
        guard let journal, let columns, !cells.isEmpty else { return nil }
        return try columns.record(cells, in: journal)
    }

    /// Whether an item is not tried again because it would only fail again; it is counted then.
    private func isLeftAsItIs(_ record: RunItem) throws -> Bool {
        guard !record.isChanged, !options.isSingle, let program = runs.program,
            let text = try reader?.item(record.key)?.error
        else { return false }
        let error = RecordedError(text: text)
        guard error.program == program else { return false }
        state.withLock { state in
            state.count(record, ItemResult(failed: error))
            state.counts.untried += 1
        }
        try tell(.skipped(record, .notRetried))
        return true
    }

    /// An item that is named by its content: the second one of the same content is another item.
    private func unnamed(_ digest: [UInt8], _ place: String) throws -> RunItem {
        var number = state.withLock { $0.occurrences[digest] } ?? 1
        while true {
            do {
                let key = number == 1 ? digest.hex : "\(digest.hex)#\(number)"
                return try pass.item(key, digest: digest, place: place)
            } catch let error as JournalError where error.code == .duplicate {
                number += 1
                state.withLock { $0.occurrences[digest] = number }
            }
        }
    }

    // What an ending means.

    /// Records a row that cannot be an item as one that failed: under its key, or else under its place.
    ///
    /// - Parameters:
    ///   - digest: Of the row.
    ///   - place: Where it stands.
    ///   - error: What is wrong with it.
    ///   - isListed: Whether the screen shows the problem already.
    ///   - key: Its key; nil if that is to blame. What an earlier pass may have written for the key stays as it is.
    ///   - cells: What it is, in the order of its columns.
    /// - Returns: Whether it was recorded; false if such rows end the run, or if the error is no fault of the row's.
    package func fail(
        digest: [UInt8], place: String, _ error: RecordedError, isListed: Bool, key: String? = nil,
        cells: [ItemCell] = []
    ) throws -> Bool {
        var error = error
        guard error.kind == ErrorKind.data.rawValue || error.kind == RecordedError.scriptKind, !options.stopsAtBadRow
        else { return false }
        error.kind = ErrorKind.data.rawValue
        let own = try key.map { try pass.item($0, digest: digest, place: place) }
        let isOwn = own.map { $0.standing == nil || $0.standing == .failed } ?? false
        // In brackets, so that it is no row's own key.
        var record =
            if let own, isOwn { own } else { try pass.item("(\(place))", digest: digest, place: place) }
        record.cells = try recorded(cells)
        try self.record(record, ItemResult(failed: error), isListed: isListed)
        return true
    }

    /// Records how an item ended.
    ///
    /// - Returns: Whether its error ends the whole run; the item stays open then.
    /// - Throws: Why the whole run has to end, if one of its steps met the reason or too many items failed; of a single
    ///   run also why its result is not recorded.
    package func finish(_ item: ActiveItem, _ ending: ItemEnding) throws -> Bool {
        runs.forget(item)
        // Even if the function caught the error.
        if let stop = item.stop { throw stop }
        if item.isCutShort { return false }
        if item.doubt == nil, case .failure(let error) = ending.result, leavesOpen(error) { return true }
        let result = try result(of: item, ItemResult(ending))
        try record(item.record, result)
        // Otherwise the caller of `bulk.once` would believe that the value was recorded.
        if options.isSingle, ending.hasReturned, result.state != .done {
            throw notDone(result.state, result.message)
        }
        return false
    }

    /// Whether an item does not count as ended: the script is being stopped, or every other item would fail too.
    private func leavesOpen(_ error: RecordedError) -> Bool {
        error.stopsRun || error.kind == ErrorKind.cancelled.rawValue && isStopping
    }

    /// How an item ended: uncertain, as long as one of its steps may have happened, whatever the function made of it.
    private func result(of item: ActiveItem, _ ending: ItemResult) throws -> ItemResult {
        if let doubt = item.doubt { return ItemResult(uncertain: doubt) }
        guard let open = try item.steps?.open().first else { return ending }
        let error = ScriptError(
            .uncertain,
            "\(IntentWords.of(open.step.call, open.intent)) may have been sent, "
                + "and the function ended without its result"
                + (ending.state == .done ? "" : " (\(ending.message))"),
            call: Self.call, hint: resolveHint(item.record.key))
        return ItemResult(uncertain: RecordedError(error))
    }

    private func record(_ item: RunItem, _ result: ItemResult, isListed: Bool = false) throws {
        _ = try journal?.finish(item, result.recorded)
        let failed = state.withLock { state in
            state.count(item, result)
            return state.counts.failed
        }
        try tell(.ended(item, result, isListed: isListed))
        if let most = options.maxFailures, failed > most {
            throw ScriptError(
                .rejected, "\(name): stopped after \(failed) failures", call: Self.call,
                hint: "See \(runs.advice.showFailures(identity.title)). Run the same command again to resume.")
        }
    }

    /// The recorded result of an item that is done, as JSON; nil if there is none.
    ///
    /// - Throws: ``ScriptError`` of kind `uncertain` if that is not known.
    package func result(of key: String) throws -> String? {
        guard let item = try reader?.item(key) else { return nil }
        guard item.state == .done else {
            throw notDone(
                item.state, item.error.map { RecordedError(text: $0).message } ?? "the outcome is unknown")
        }
        for receipt in item.result.map(Receipts.in) ?? [] { runs.gave(receipt, key, of: identity) }
        return item.result
    }

    /// What a person can do about an item in doubt.
    package func resolveHint(_ key: String) -> String {
        "Check at the service, then run: \(runs.advice.resolve(identity.title, key))"
    }

    private func notDone(_ state: ItemState, _ message: String) -> ScriptError {
        guard state == .uncertain else { return ScriptError(.data, "\(name): \(message)", call: OnceStep.call) }
        return ScriptError(.uncertain, "\(name): \(message)", call: OnceStep.call, hint: resolveHint(name))
    }

    /// What errors of the loop are said to come from.
    static let call = "bulk.each"

    // How it ends.

    /// The loop is over; with `isWhole`, items of earlier passes that this one has not met leave the counts.
    package func finished(isWhole: Bool) throws {
        if isWhole {
            state.withLock { $0.isWhole = true }
            _ = try journal?.noteWhole(pass)
            try journal?.notePass(isWhole: true)
        }
        let counts = counts
        if counts.failed + counts.uncertain > 0 { runs.noteTrouble() }
        try tell(.finished(isWhole: isWhole))
    }

    /// All items have ended, here or on other hosts.
    package func finishedSharing() {
        guard let others = share?.others, others.failed + others.uncertain > 0 else { return }
        runs.noteTrouble()
    }

    /// Enters a write; false if none may begin any more.
    func enter() -> Bool {
        state.withLock { state in
            guard !state.isClosing, !runs.isStopping else { return false }
            state.writesInProgress += 1
            return true
        }
    }

    func leave() {
        let isLast = state.withLock { state in
            state.writesInProgress -= 1
            return state.isClosing && state.writesInProgress == 0
        }
        // On a task's thread; where hosts share the run the end waits for them.
        if isLast { place.aside { [self] in end() } }
    }

    /// Drops the run as if the process had died: nothing is recorded, and no listener is called.
    package func abandon() {
        state.withLock { state in
            state.isClosing = true
            state.isClosed = true
        }
        journal?.abandon()
        unlock()
        runs.closed(self)
    }

    /// Lets no further write begin; the record is closed when the last has ended.
    package func close() {
        let isLast = state.withLock { state in
            state.isClosing = true
            return state.writesInProgress == 0
        }
        if isLast { end() }
    }

    private func end() {
        let (isFirst, isWhole) = state.withLock { state in
            defer { state.isClosed = true }
            return (!state.isClosed, state.isWhole)
        }
        guard isFirst else { return }
        var failures: [any Error] = []
        for listener in listeners {
            do { try listener(self, .closed(isWhole: isWhole)) } catch { failures.append(error) }
        }
        do { try journal?.close() } catch { failures.append(error) }
        for failure in failures { try? tell(.closeFailed(failure)) }
        if !isWhole, counts.seen == 0 { runs.forgetIfEmpty(self) }
        unlock()
        runs.closed(self)
    }
}
