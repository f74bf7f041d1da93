package import Facts
import RunJournal
import Synchronization

/// The durable runs of one script: those in progress, their items, and what became of
/// uploads of those before.
package final class RunRegistry: Sendable {
    /// Asks what became of an intent that was stored as JSON; results are JSON too.
    package typealias Settler = @Sendable (_ intent: String) async throws -> Settlement<String>

    private struct State {
        var place: RunPlace?
        /// Items whose functions are running, by the path of their task.
        var items: [String: ActiveItem] = [:]
        var open: [DurableRun] = []
        var hasTrouble = false
        /// How recorded writes are looked up, by call and service.
        var settlers: [String: Settler] = [:]
        /// Which items the uploads are of whose receipts the script has.
        var origins: [String: UploadOrigin] = [:]
    }

    /// Whether nothing is sent or recorded.
    package let isDryRun: Bool
    /// What a recorded run is compared with while its script is only tried; then this is a dry run.
    package let replay: RunReplay?
    /// What tells this script, with its arguments, from any other; nil where nothing does, as at a prompt.
    package let program: String?
    let advice: RunAdvice
    private let makePlace: @Sendable () throws -> RunPlace
    private let stopping: StopFlag
    private let tellPerson: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - isDryRun: Whether runs are only looked at.
    ///   - replay: Compares what is asked for with a recorded run; only in a dry run.
    ///   - program: A digest of the script's text, its arguments and the program's version, by which a later start with
    ///     the same is known.
    ///   - stop: Set when the script is being stopped.
    ///   - advice: The commands that hints name.
    ///   - note: Is given notes for a person, each one line.
    ///   - place: Tells where runs are kept; asked when the first one is opened.
    package init(
        isDryRun: Bool = false, replay: RunReplay? = nil, program: String? = nil, stop: StopFlag = StopFlag(),
        advice: RunAdvice,
        note: @escaping @Sendable (String) -> Void = { _ in }, place: @escaping @Sendable () throws -> RunPlace
    ) {
        self.isDryRun = isDryRun
        self.replay = replay
        self.program = program
        self.advice = advice
        stopping = stop
        tellPerson = note
        makePlace = place
    }

    /// Lets no further write of a run begin; those in progress may end.
    package func stop() { stopping.set() }

    /// Whether the script is being stopped.
    package var isStopping: Bool { stopping.isSet }

    /// The runs in progress.
    package var openRuns: [DurableRun] { state.withLock { $0.open } }

    /// Whether an item of a finished run failed or is uncertain.
    package var hasTrouble: Bool { state.withLock { $0.hasTrouble } }

    func noteTrouble() { state.withLock { $0.hasTrouble = true } }

    /// Where runs are kept.
    package func place() throws -> RunPlace {
        try state.withLock { state in
            if let place = state.place { return place }
            let place = try makePlace()
            state.place = place
            return place
        }
    }

    /// Opens a run, and takes its lock.
    ///
    /// - Parameters:
    ///   - name: The run's name.
    ///   - options: How it is processed.
    ///   - save: Where the results go besides, if anywhere.
    ///   - listeners: Receive the events, after the saved results.
    /// - Throws: ``JournalError``, what the lock and `save` throw; ``ScriptError`` of kind `uncertain` if a fresh start
    ///   would forget an append that may have been sent.
    package func open(
        _ name: String, _ options: RunOptions, save: (any SaveOutput)? = nil, listeners: [RunListener] = []
    ) throws -> DurableRun {
        let place = try place()
        let identity = place.identity(name)
        if options.isShared, !isDryRun, !place.isAlone {
            return try openShared(name, options, save: save, listeners: listeners)
        }
        if isDryRun {
            if let bring = place.bringRecord { try bring(identity) }
            let reader = options.isFresh ? nil : try place.store.reader(identity)
            if let reader { try place.store.expectAddresses(of: reader) }
            return try DurableRun(
                identity, options, in: self, journal: nil, reader: reader, pass: ItemPass(over: reader),
                nameKey: try reader?.nameKey() ?? place.nameKey, at: place, listeners: listeners, columns: nil,
                unlock: {})
        }
        let unlock = try place.lock(identity)
        do {
            try refuseParts(of: identity, place)
            if options.isFresh { try refuseDoubt(in: identity, place) }
            let journal = try place.store.open(identity, fresh: options.isFresh)
            return try begin(journal, identity, options, place, save: save, listeners: listeners, unlock: unlock)
        } catch {
            unlock()
            throw error
        }
    }

    /// A pass over a journal, which is closed if it cannot begin.
    func begin(
        _ journal: RunJournal, _ identity: RunIdentity, _ options: RunOptions, _ place: RunPlace,
        save: (any SaveOutput)?, listeners: [RunListener], share: RunShare? = nil, unlock: @escaping RunPlace.Unlock
    ) throws -> DurableRun {
        do {
            let nameKey = try nameKey(of: journal, place)
            try journal.notePass(isWhole: false)
            let columns = try ItemColumns(of: journal.reader)
            let saved = try save.map { [try SaveFile($0, of: journal, columns).listener] } ?? []
            let run = try DurableRun(
                identity, options, in: self, journal: journal, reader: journal.reader, pass: journal.pass(),
                nameKey: nameKey, at: place, listeners: saved + listeners, columns: columns, share: share,
                unlock: unlock)
            state.withLock { $0.open.append(run) }
            return run
        } catch {
            try? journal.close()
            throw error
        }
    }

    /// Tells a person something, in one line.
    func tell(_ words: String) { tellPerson(words) }

    /// Removes the record of a run that began no item, for example because there was no key.
    ///
    /// There is nothing to resume.
    ///
    /// Its lock must be held and its journal closed.
    func forgetIfEmpty(_ run: DurableRun) {
        guard !run.isDryRun, let reader = try? run.place.store.reader(run.identity),
            let summary = try? reader.summary(), summary.firstBegun == nil, summary.steps == 0
        else { return }
        // What cannot be removed is listed, and harmless.
        _ = try? run.place.store.forget(run.identity, ifOwn: true)
    }

    /// What machines have done of a run whose items they share is not known without their database.
    private func refuseParts(of identity: RunIdentity, _ place: RunPlace) throws {
        guard place.store.shared == nil, !place.isAlone, try place.store.hasParts(of: identity) else { return }
        throw JournalError(
            .elsewhere, "several machines share the items of the run \(identity.name), and GOVSCRIPT_STATE is not set",
            hint: "Set GOVSCRIPT_STATE as it was, with share = true; or give this run another name.")
    }

    /// Starting from scratch would send an append again that may have been sent; only the record knows.
    private func refuseDoubt(in identity: RunIdentity, _ place: RunPlace) throws {
        guard let reader = try place.store.reader(identity) else { return }
        let count = try reader.openSteps()["datagov.append"] ?? 0
        guard count > 0 else { return }
        throw ScriptError(
            .uncertain,
            "\(DurableRun.call): \(identity.title): \(count) append\(count == 1 ? "" : "s") may have been sent",
            call: DurableRun.call,
            hint: "Run it once without fresh, which finds out; or check at the service, then run: "
                + advice.forget(identity.title))
    }

    /// What names are derived with in a run: a copy that moves with the journal to another machine, so that an item has
    /// the same name there.
    private func nameKey(of journal: RunJournal, _ place: RunPlace) throws -> [UInt8] {
        let key = try journal.keepNameKey(place.nameKey)
        if key != place.nameKey {
            tellPerson(
                "note: the run \(journal.identity.name) derives the names of links with a key of its own, because it "
                    + "was started on another machine or before names.key was replaced; without its record its links "
                    + "would be created again")
        }
        return key
    }

    func openRun(_ identity: RunIdentity) -> DurableRun? {
        state.withLock { state in state.open.first { $0.identity == identity } }
    }

    func closed(_ run: DurableRun) {
        // Its items stay known: what a function that was left behind still writes must not pass for a write of no run.
        state.withLock { state in state.open.removeAll { $0 === run } }
    }

    // How recorded writes are looked up.

    /// Registers how the writes of a call at a service are looked up when the script does not ask for them any more.
    package func register(_ call: String, at service: String, _ settler: @escaping Settler) {
        state.withLock { $0.settlers["\(call) \(service)"] = settler }
    }

    func settler(of step: Step) -> Settler? {
        state.withLock { $0.settlers["\(step.call) \(step.service)"] }
    }

    // The items in progress.

    func note(_ item: ActiveItem, at path: String) {
        state.withLock { $0.items[path] = item }
    }

    func forget(_ item: ActiveItem) {
        let path = item.path
        state.withLock { $0.items[path] = nil }
    }

    /// The item for which a task works, and the task's path inside the item's function.
    package func item(at path: String) -> (item: ActiveItem, path: String)? {
        state.withLock { state in
            guard !state.items.isEmpty else { return nil }
            var outer = path[...]
            while true {
                if let item = state.items[String(outer)] { return (item, "0" + path.dropFirst(outer.count)) }
                guard let dot = outer.lastIndex(of: ".") else { return nil }
                outer = outer[..<dot]
            }
        }
    }

    // The uploads whose receipts the script has.

    /// The script has got the receipt of an upload that an item has made.
    func gave(_ receipt: String, _ key: String, of identity: RunIdentity) {
        state.withLock { $0.origins[receipt] = UploadOrigin(run: identity, key: key) }
    }

    func origin(of receipt: String) -> UploadOrigin? { state.withLock { $0.origins[receipt] } }
}

/// The item that has made an upload.
struct UploadOrigin: Sendable {
    let run: RunIdentity
    let key: String
}

/// Whether a script is being stopped, for who asks from any thread.
package final class StopFlag: Sendable {
    private let value = Atomic(false)

    package init() {}

    package var isSet: Bool { value.load(ordering: .acquiring) }

    package func set() { value.store(true, ordering: .releasing) }
}
