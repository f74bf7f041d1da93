import DurableRuns
import Facts
import FoundationEssentials
import LeaseSupport
import RunJournal
import Synchronization
import TestSupport

/// Runs in a folder of their own, without Lua and without a service.
struct RunsFixture {
    let scratch = ScratchFolder()
    let stop = StopFlag()
    /// What other hosts have of the runs; nil if there are none.
    var shared: MemorySharedRuns?

    /// What the runs have told, in words.
    final class Events: Sendable {
        private let list = Mutex<[String]>([])

        var all: [String] { list.withLock { $0 } }

        func add(_ words: String) { list.withLock { $0.append(words) } }

        var listener: RunListener {
            { [self] run, event in
                switch event {
                case .skipped(let item, let reason): add("skipped \(item.key): \(reason)")
                case .ended(let item, let result, _): add("ended \(item.key): \(result.state.name) \(result.message)")
                case .finished(let isWhole): add("finished\(isWhole ? " whole" : "")")
                case .closed: add("closed")
                case .closeFailed(let error): add("close failed: \(error)")
                }
            }
        }
    }

    func registry(program: String? = "p1", isDryRun: Bool = false) -> RunRegistry {
        var store = RunStore(scratch("runs"))
        store.shared = shared
        return RunRegistry(
            isDryRun: isDryRun, program: program, stop: stop,
            advice: RunAdvice(
                showFailures: { "show \($0)" }, resolve: { "resolve \($0) \($1)" }, forget: { "forget \($0)" }),
            place: { [store] in
                RunPlace(store: store, profile: "test", nameKey: Array(repeating: 7, count: 32), lock: { _ in {} })
            })
    }

    /// Opens the run `x`.
    func open(
        _ registry: RunRegistry? = nil, save: (any SaveOutput)? = nil, events: Events = Events(),
        _ change: (inout RunOptions) -> Void = { _ in }
    ) throws -> DurableRun {
        var options = RunOptions()
        options.hasKeys = true
        change(&options)
        return try (registry ?? self.registry()).open("x", options, save: save, listeners: [events.listener])
    }

    /// One pass over items, each of which ends in the same way; gives the events.
    @discardableResult func pass(
        _ keys: [String], digest: UInt8 = 1, program: String? = "p1", _ ending: ItemEnding = .returned("1"),
        _ change: (inout RunOptions) -> Void = { _ in }
    ) throws -> [String] {
        let events = Events()
        let run = try open(registry(program: program), events: events, change)
        for key in keys {
            guard let item = try run.begin(key, digest: digest) else { continue }
            _ = try run.finish(item, ending)
        }
        try run.finished(isWhole: true)
        run.close()
        return events.all
    }

    /// The items' states as recorded.
    func states() throws -> [String: ItemState] {
        let registry = registry()
        let place = try registry.place()
        guard let reader = try place.store.reader(place.identity("x")) else { return [:] }
        let items = reader.items()
        var states: [String: ItemState] = [:]
        while let item = try items.next() { states[item.key] = item.state }
        return states
    }
}

extension DurableRun {
    /// Begins the item of a key, if it is to be done.
    func begin(_ key: String, digest: UInt8 = 1) throws -> ActiveItem? {
        guard case .work(let item) = try take(digest: [digest], key: key, place: "x.csv:2") else { return nil }
        item.begin(at: "0.\(key)")
        return item
    }
}

extension RecordedError {
    static func of(_ kind: ErrorKind, _ message: String = "no", stopsRun: Bool = false) -> RecordedError {
        var error = ScriptError(kind, message)
        error.stopsRun = stopsRun
        return RecordedError(error)
    }
}
