import Catalogue
import LuaBridge
import RunJournal
import Synchronization
import TerminalText

/// One durable run that a script is going through.
///
/// Its record outlives the script's loop while writes are in progress: the last of them closes it.
final class BulkRun: LuaObject, LuaConvertible {
    static let luaTypeName = "bulk.Run"

    private struct State {
        var underWay = 0
        var isClosing = false
        var isClosed = false
        var isWhole = false
        var counts = BulkCounts()
        var failures: [BulkFailure] = []
        var occurrences: [[UInt8]: Int] = [:]
        var lastDrawn: ContinuousClock.Instant?
        /// Failures that have a line of their own on the screen, and those that have none.
        var listed = 0
        var unlisted = 0

        mutating func count(_ item: RunItem, _ outcome: ItemResult) {
            switch outcome.state {
            case .done: counts.done += 1
            case .uncertain: counts.uncertain += 1
            default: counts.failed += 1
            }
            guard outcome.state != .done else { return }
            counts.kinds[outcome.kind, default: 0] += 1
            if failures.count < 100 {
                failures.append(
                    BulkFailure(
                        key: item.key, place: item.place, kind: outcome.kind, message: outcome.message,
                        details: outcome.error?.details ?? [], hint: outcome.error?.hint))
            }
        }
    }

    let name: String
    let options: BulkOptions
    let runs: BulkRuns
    /// nil in a dry run.
    let journal: RunJournal?
    /// What was recorded before; nil in a dry run of a run that was never begun.
    private let reader: JournalReader?
    let identity: RunIdentity
    let nameKey: [UInt8]
    private let pass: ItemPass
    private let unlock: RunPlace.Unlock
    private let save: SaveFile?
    private let began = ContinuousClock.now
    private let state = Mutex(State())
    private let shown = Mutex<LiveStatus.Token?>(nil)

    init(
        _ identity: RunIdentity, _ options: BulkOptions, in runs: BulkRuns, journal: RunJournal?,
        reader: JournalReader?, pass: ItemPass, save: SaveFile?, nameKey: [UInt8], unlock: @escaping RunPlace.Unlock
    ) {
        name = identity.name
        self.identity = identity
        self.options = options
        self.runs = runs
        self.journal = journal
        self.reader = reader
        self.pass = pass
        self.save = save
        self.nameKey = nameKey
        self.unlock = unlock
        guard !options.isSingle else { return }
        let token = runs.live.show { [weak self] in self.map { $0.progressLine($0.counts, $0.elapsed) } ?? "" }
        shown.withLock { $0 = token }
    }

    init(lua: LuaValue) throws(LuaMismatch) {
        throw LuaMismatch(expected: Self.luaTypeName, got: lua)
    }

    var lua: LuaValue { .object(LuaObjectReference(self)) }

    /// The counts so far.
    var counts: BulkCounts { state.withLock { $0.counts } }

    /// The first failures.
    var failures: [BulkFailure] { state.withLock { $0.failures } }

    /// How long it has been running.
    var elapsed: Duration { .now - began }

    /// Whether no further item may be begun.
    var isStopping: Bool { runs.isStopping || state.withLock { $0.isClosing } }

    /// The item of a key that is to be done now; nil if there is nothing to do about it.
    ///
    /// - Throws: ``ScriptError`` of kind `data` for a key that came before.
    func take(_ content: LuaValue, key: String?, place: String) throws -> BulkItem? {
        let digest = ContentDigest.of([content])
        let record: RunItem
        do {
            record = try key.map { try pass.item($0, digest: digest, place: place) } ?? unnamed(digest, place)
        } catch let error as JournalError where error.code == .duplicate {
            throw ScriptError(.data, "bulk.each: \(error.message)", call: "bulk.each", hint: error.hint)
        }
        if record.standing == .failed, try isLeftAsItIs(record) { return nil }
        switch record.standing {
        case nil: return BulkItem(self, record, content)
        // One in doubt is looked at again: its function asks for the same writes, which are looked up before anything.
        case .pending, .failed, .uncertain:
            // An item that was done and is being done again keeps its result until it is.
            return BulkItem(
                self, record, content, previous: try reader?.item(record.key)?.result.map(RecordedValue.decode))
        case .done where record.isChanged && options.hasKeys && options.onChange == .redo:
            return BulkItem(
                self, record, content,
                previous: try reader?.item(record.key)?.result.map(RecordedValue.decode) ?? .nil)
        case .done:
            let isLeft = record.isChanged && options.hasKeys && options.onChange == .warn
            if isLeft {
                runs.console.line(
                    "warning: \(name): \(record.title) has changed since it was done; it was skipped")
            }
            state.withLock { state in
                state.counts.before += 1
                if isLeft { state.counts.changed += 1 }
            }
            return nil
        }
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
        return true
    }

    /// Records a row that cannot be an item as one that failed, under its place.
    ///
    /// - Throws: what is wrong with it, if such rows end the run or if it is no fault of the row's.
    /// - Parameter isListed: Whether the screen shows the problem already.
    func fail(_ content: LuaValue, place: String, _ problem: LuaValue, isListed: Bool) throws {
        var error = RecordedError(problem)
        guard error.kind == ErrorKind.data.rawValue || error.kind == "script", !options.stopsAtBadRow else {
            throw RaisedAgain(luaErrorValue: problem)
        }
        error.kind = ErrorKind.data.rawValue
        // In brackets, so that it is no row's own key.
        let record = try pass.item("(\(place))", digest: ContentDigest.of([content]), place: place)
        let outcome = ItemResult(failed: error)
        try self.record(record, outcome, isListed: isListed)
    }

    /// An item that is named by its content: the second one of the same content is another item.
    private func unnamed(_ digest: [UInt8], _ place: String) throws -> RunItem {
        let name = digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        var number = state.withLock { $0.occurrences[digest] } ?? 1
        while true {
            do {
                return try pass.item(number == 1 ? name : "\(name)#\(number)", digest: digest, place: place)
            } catch let error as JournalError where error.code == .duplicate {
                number += 1
                state.withLock { $0.occurrences[digest] = number }
            }
        }
    }

    /// The result of an item that is done.
    ///
    /// - Throws: ``ScriptError`` of kind `uncertain` if that is not known.
    func result(of key: String) throws -> LuaValue {
        guard let item = try reader?.item(key) else { return .nil }
        guard item.state == .done else {
            throw notDone(
                item.state, item.error.map { RecordedError(text: $0).message } ?? "the outcome is unknown")
        }
        let value = try item.result.map { try RecordedValue.decode($0) } ?? .nil
        for receipt in value.receipts { runs.gave(receipt, key, of: identity) }
        return value
    }

    /// Records how an item ended; `ended` is false for an error.
    ///
    /// - Parameter value: What the function gave or raised, or why that cannot be read.
    /// - Returns: Whether what it raised ends the whole run.
    /// - Throws: Why the whole run has to end, if one of its steps met the reason.
    func finish(_ item: BulkItem, ended: Bool, _ value: Result<LuaValue, any Error>) throws -> Bool {
        // Whatever the function made of it: what could not be done is not done.
        if let stop = item.stop { throw stop }
        if item.isCutShort { return false }
        var ending = ItemResult(ended: ended, value, of: item.content)
        if let program = runs.program { ending.note(program, ifAFaultOf: item.content) }
        if item.doubt == nil, ending.leavesOpen(self) { return true }
        let outcome = try self.outcome(of: item, ending)
        try record(item.record, outcome)
        // Otherwise the caller of `bulk.once` would believe that the value was recorded.
        if options.isSingle, ended, outcome.state != .done { throw notDone(outcome.state, outcome.message) }
        return false
    }

    /// Every item was met: those of earlier passes that were not leave the counts.
    func wasWhole() throws {
        state.withLock { $0.isWhole = true }
        _ = try journal?.noteWhole(pass)
    }

    /// What a person can do about an item in doubt.
    func resolveHint(_ key: String) -> String {
        "Check at the service, then run: govscript runs resolve \(name.shellQuoted) \(key.shellQuoted) done|redo"
    }

    private func notDone(_ state: ItemState, _ message: String) -> ScriptError {
        guard state == .uncertain else { return ScriptError(.data, "\(name): \(message)", call: "bulk.once") }
        return ScriptError(.uncertain, "\(name): \(message)", call: "bulk.once", hint: resolveHint(name))
    }

    /// How an item ended: in doubt, as long as one of its steps may have happened, whatever the function made of it.
    private func outcome(of item: BulkItem, _ ending: ItemResult) throws -> ItemResult {
        if let doubt = item.doubt { return ItemResult(uncertain: doubt) }
        guard let open = try item.steps?.open().first else { return ending }
        let error = ScriptError(
            .uncertain,
            "\(IntentWords.of(open.step.call, open.intent)) may have been sent, "
                + "and the function ended without its result"
                + (ending.state == .done ? "" : " (\(ending.message))"),
            call: "bulk.each", hint: resolveHint(item.record.key))
        return ItemResult(uncertain: RecordedError(error.luaErrorValue))
    }

    private func record(_ item: RunItem, _ outcome: ItemResult, isListed: Bool = false) throws {
        _ = try journal?.finish(item, outcome.recorded)
        state.withLock { $0.count(item, outcome) }
        try save?.add(item, outcome)
        draw()
        if outcome.state != .done, !options.isSingle, !isListed { list(item, outcome) }
        if let most = options.maxFailures, counts.failed > most {
            throw ScriptError(
                .rejected, "\(name): stopped after \(counts.failed) failures", call: "bulk.each",
                hint: "See govscript runs show \(name.shellQuoted) --failed. Run the same command again to resume.")
        }
    }

    /// Writes why an item is not done, with all reasons and what to do: of the first few items only, so that what
    /// follows is not lost among them.
    private func list(_ item: RunItem, _ outcome: ItemResult) {
        let isListed = state.withLock { state in
            guard state.listed < Self.mostListed else {
                state.unlisted += 1
                return false
            }
            state.listed += 1
            return true
        }
        guard isListed else { return }
        runs.console.line("\(name): \(item.title) \(outcome.state.name): \(outcome.message)")
        for line in outcome.error?.linesBelow ?? [] { runs.console.line(line) }
    }

    /// How many items that are not done get a line of their own.
    static let mostListed = 10

    /// What is said of the items without a line of their own; nil if there are none.
    func unlistedWords() -> String? {
        let count = state.withLock { state in
            defer { state.unlisted = 0 }
            return state.unlisted
        }
        guard count > 0 else { return nil }
        return "\(name): … and \(count) more"
            + (runs.dryRun == nil
                ? ": govscript runs show \(name.shellQuoted) --failed" : "")
    }

    /// Enters a write; false if none may begin any more.
    func enter() -> Bool {
        state.withLock { state in
            guard !state.isClosing, !runs.isStopping else { return false }
            state.underWay += 1
            return true
        }
    }

    func leave() {
        let isLast = state.withLock { state in
            state.underWay -= 1
            return state.isClosing && state.underWay == 0
        }
        if isLast { end() }
    }

    /// Lets no further write begin; the record is closed when the last has ended.
    func close() {
        let isLast = state.withLock { state in
            state.isClosing = true
            return state.underWay == 0
        }
        if isLast { end() }
    }

    /// Closes a run that was interrupted, unless its script is being stopped, whose end closes it.
    func leaveOpen() {
        guard !isStopping else { return }
        runs.console.live("")
        runs.console.line(interruptedWords)
        close()
    }

    /// The note at the prompt after a run was interrupted.
    private var interruptedWords: String {
        let counts = counts
        return "\(name): interrupted, \(counts.done + counts.before) done. Run the same call again to continue."
    }

    private func end() {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard isFirst else { return }
        if let token = shown.withLock({ $0 }) { runs.live.end(token) }
        runs.console.live("")
        if let words = unlistedWords() { runs.console.line(words) }
        do {
            try save?.close(wasStopped: !state.withLock { $0.isWhole })
            try journal?.close()
        } catch {
            runs.console.line("warning: \(name): \(error)")
        }
        unlock()
        runs.closed(self)
    }

    private func draw() {
        let now = ContinuousClock.now
        let counts = state.withLock { state -> BulkCounts? in
            // Ten times a second is as much as an eye can use.
            if let drawn = state.lastDrawn, now - drawn < .milliseconds(100) { return nil }
            state.lastDrawn = now
            return state.counts
        }
        if let counts { runs.console.live(runs.live.line(progressLine(counts, now - began))) }
    }
}

/// An error of a script's, on its way back to it.
private struct RaisedAgain: LuaRaisable {
    var luaErrorValue: LuaValue
}
