import Catalogue
import FoundationEssentials
import Hashing
package import LuaBridge
import RunJournal
import Synchronization
package import TerminalText

/// The durable runs of a script: those that it is going through now, and what became of those before.
package final class BulkRuns: Sendable {
    private struct State {
        var place: RunPlace?
        /// Items whose functions are running, by the path of their task.
        var items: [String: BulkItem] = [:]
        var open: [BulkRun] = []
        var hasTrouble = false
        /// How recorded writes are looked up, by call and service.
        var settlers: [String: WriteSettler] = [:]
        /// Which items the uploads are of whose receipts the script has.
        var origins: [String: UploadOrigin] = [:]
    }

    let files: FileAccess
    let console: Console
    /// Shows how far the runs are.
    package let live: LiveStatus
    /// What would be sent, where nothing is sent.
    package let dryRun: DryRun?
    /// What tells this script, with its arguments, from any other; nil where nothing does, as at a prompt.
    let program: String?
    private let makePlace: @Sendable () throws -> RunPlace
    private let stopping: StopFlag
    private let state = Mutex(State())

    /// - Parameters:
    ///   - dryRun: Collects the writes instead of letting them through.
    ///   - program: The script's text, its arguments and the program's version, by which a later start with the same is
    ///     known; empty where there is no script.
    ///   - live: Shows how far the runs are; one of its own if there is none.
    ///   - place: Tells where runs are kept; asked when the first one is opened.
    package init(
        files: FileAccess, console: Console, dryRun: DryRun? = nil, stop: StopFlag = StopFlag(),
        program: [String] = [], live: LiveStatus? = nil, place: @escaping @Sendable () throws -> RunPlace
    ) {
        self.files = files
        self.console = console
        self.live = live ?? LiveStatus(console: console)
        self.dryRun = dryRun
        stopping = stop
        self.program = program.isEmpty ? nil : ContentDigest.of(program.map { .string($0) }).hex
        makePlace = place
    }

    /// Lets no further write of a run begin; those in progress may end.
    package func stop() { stopping.set() }

    /// Whether the script is being stopped.
    package var isStopping: Bool { stopping.isSet }

    /// Whether a run is being gone through.
    package var hasOpenRuns: Bool { state.withLock { !$0.open.isEmpty } }

    /// Whether an item of a finished run failed or is in doubt.
    package var hasTrouble: Bool { state.withLock { $0.hasTrouble } }

    /// Closes what the script left open.
    ///
    /// - Returns: The runs that are not finished, with what was done, for a person.
    package func closeAll() -> [String] {
        let open = state.withLock { $0.open }
        let words = open.flatMap { run in [run.unlistedWords(), run.unfinishedWords()].compactMap { $0 } }
        for run in open { run.close() }
        return words
    }

    func place() throws -> RunPlace {
        try state.withLock { state in
            if let place = state.place { return place }
            let place = try makePlace()
            state.place = place
            return place
        }
    }

    /// Opens a run, and takes its lock.
    func open(_ name: String, _ options: BulkOptions) throws -> BulkRun {
        let place = try place()
        let identity = place.identity(name)
        if dryRun != nil {
            let reader = options.isFresh ? nil : try place.store.reader(identity)
            if let reader { try place.store.expectAddresses(of: reader) }
            return try BulkRun(
                identity, options, in: self, journal: nil, reader: reader, pass: ItemPass(over: reader), save: nil,
                nameKey: place.nameKey, unlock: {})
        }
        let unlock = try place.lock(identity)
        do {
            if options.isFresh { try refuseDoubt(in: identity, place) }
            let journal = try place.store.open(identity, fresh: options.isFresh)
            do {
                let nameKey = try nameKey(of: journal, place)
                let save = try options.save.map { try SaveFile($0, in: files, of: journal) }
                let run = try BulkRun(
                    identity, options, in: self, journal: journal, reader: journal.reader, pass: journal.pass(),
                    save: save, nameKey: nameKey, unlock: unlock)
                state.withLock { $0.open.append(run) }
                return run
            } catch {
                try? journal.close()
                throw error
            }
        } catch {
            unlock()
            throw error
        }
    }

    /// Starting from scratch would send an append again that may have been sent; only the record knows.
    private func refuseDoubt(in identity: RunIdentity, _ place: RunPlace) throws {
        guard let reader = try place.store.reader(identity) else { return }
        let open = try reader.openSteps()
        let count = open["datagov.append"] ?? 0
        guard count > 0 else { return }
        throw ScriptError(
            .uncertain, "bulk.each: \(identity.name): \(count) append\(count == 1 ? "" : "s") may have been sent",
            call: "bulk.each",
            hint: "Run it once without fresh, which finds out; or check at the service, then run: "
                + "govscript runs forget --force \(identity.name.shellQuoted)")
    }

    /// What names are derived with in a run: a copy that moves with the journal to another machine, so that an item has
    /// the same name there.
    private func nameKey(of journal: RunJournal, _ place: RunPlace) throws -> [UInt8] {
        let key = try journal.keepNameKey(place.nameKey)
        if key != place.nameKey {
            console.line(
                "note: the run \(journal.identity.name) derives the names of links with a key of its own, because it "
                    + "was started on another machine or before names.key was replaced; without its record its links "
                    + "would be created again")
        }
        return key
    }

    /// The script has got the receipt of an upload that an item has made.
    func gave(_ receipt: String, _ key: String, of identity: RunIdentity) {
        state.withLock { $0.origins[receipt] = UploadOrigin(run: identity, key: key) }
    }

    func origin(of receipt: String) -> UploadOrigin? { state.withLock { $0.origins[receipt] } }

    /// An item that was done has failed after all.
    func hasTroubleAfterAll() { state.withLock { $0.hasTrouble = true } }

    func openRun(_ identity: RunIdentity) -> BulkRun? {
        state.withLock { state in state.open.first { $0.identity == identity } }
    }

    func register(_ settler: WriteSettler) {
        let service = settler.subject.isEmpty ? "datagov" : settler.subject
        state.withLock { $0.settlers["\(settler.call) \(service)"] = settler }
    }

    func settler(of step: Step) -> WriteSettler? {
        state.withLock { $0.settlers["\(step.call) \(step.service)"] }
    }

    func closed(_ run: BulkRun) {
        // Its items stay known: what a function that was left behind still writes must not pass for a write of no run.
        state.withLock { state in state.open.removeAll { $0 === run } }
    }

    /// A run that went through all its items.
    func finished(_ run: BulkRun) {
        let counts = run.counts
        if counts.failed + counts.uncertain > 0 { state.withLock { $0.hasTrouble = true } }
        if let words = run.unlistedWords() { console.line(words) }
        if counts.untried > 0 { console.line(run.untriedWords(counts.untried)) }
    }

    /// An item's function runs in the task of a path from now on.
    func begin(_ item: BulkItem, at path: String) {
        item.path = path
        state.withLock { $0.items[path] = item }
    }

    func end(at path: String) {
        state.withLock { $0.items[path] = nil }
    }

    /// The item for which a task works, and the task's path inside the item's function.
    func item(at path: String) -> (item: BulkItem, path: String)? {
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
}

/// The item that has made an upload.
struct UploadOrigin: Sendable {
    let run: RunIdentity
    let key: String
}
