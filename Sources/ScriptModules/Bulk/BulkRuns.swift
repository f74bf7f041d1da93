package import Catalogue
package import DurableRuns
import Hashing
package import LuaBridge
import Synchronization
package import TerminalText

/// The durable runs of a script, with what shows them and what lists their writes in a dry run.
package final class BulkRuns: Sendable {
    let files: FileAccess
    let console: Console
    /// Shows how far the runs are.
    package let live: LiveStatus
    /// What would be sent, where nothing is sent.
    package let dryRun: DryRun?
    let registry: RunRegistry
    /// The displays of runs in progress; a list, since there are few.
    private let displays = Mutex<[(run: DurableRun, display: RunDisplay)]>([])

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
        registry = RunRegistry(
            isDryRun: dryRun != nil,
            program: program.isEmpty ? nil : ContentDigest.of(program.map { .string($0) }).hex, stop: stop,
            advice: .commands, note: { console.line($0) }, place: place)
    }

    /// Lets no further write of a run begin; those in progress may end.
    package func stop() { registry.stop() }

    /// Whether a run is in progress.
    package var hasOpenRuns: Bool { !registry.openRuns.isEmpty }

    /// Whether an item of a finished run failed or is uncertain.
    package var hasTrouble: Bool { registry.hasTrouble }

    /// Closes what the script left open.
    ///
    /// - Returns: The runs that are not finished, with what was done, for a person.
    package func closeAll() -> [String] {
        let open = registry.openRuns
        let words = open.flatMap { run in
            [display(of: run)?.takeUnlistedWords(of: run), run.unfinishedWords].compactMap(\.self)
        }
        for run in open { run.close() }
        return words
    }

    /// Opens a run, and shows it until it is closed.
    func open(_ name: String, _ settings: BulkSettings, total: Int? = nil) throws -> DurableRun {
        let display = RunDisplay(console: console, live: live)
        var options = settings.run
        options.total = total
        let save = settings.save.map { path in CSVSaveOutput(path, in: files) { [console] in console.line($0) } }
        let run = try registry.open(
            name, options, save: save,
            listeners: [
                { [weak self] run, event in
                    display.note(run, event)
                    if case .closed = event { self?.displays.withLock { $0.removeAll { $0.run === run } } }
                }
            ])
        displays.withLock { $0.append((run, display)) }
        display.begin(run)
        return run
    }

    private func display(of run: DurableRun) -> RunDisplay? {
        displays.withLock { $0.first { $0.run === run }?.display }
    }

    /// What every write of the script passes: inside a run it is recorded before it is sent, and looked up if it was
    /// sent before; in a dry run it is only collected.
    package var gate: WriteGate {
        WriteGate(register: { [registry] settler in
            registry.register(settler.call, at: settler.service) { intent in
                try await settler.settle(intent).map(RecordedResults.encode)
            }
        }) { [self] write in
            if let dryRun { return try await dryRun.collect(write) }
            guard let (item, path) = registry.item(at: write.task.path) else {
                return try await WriteGate.open.pass(write)
            }
            return try await RecordedWrite.$isInProgress.withValue(true) {
                try await item.perform(RecordableWrite(write), at: path)
            }
        }
    }

    /// Records how something ended that followed a write; see ``RunRegistry/sequelEnded(_:_:_:)``.
    func sequelEnded(_ task: LuaTaskContext?, _ receipt: String, _ error: ScriptError?) async throws {
        try await registry.sequelEnded(task?.path, receipt, error)
    }
}

/// Called when something that followed a write has ended, such as the ingestion of an upload: with the task that waited
/// for it, the receipt that the write gave, and the error if it failed.
package typealias SequelEnd = @Sendable (LuaTaskContext?, String, ScriptError?) async throws -> Void

extension LuaTaskContext: WritingTask {}

extension RecordableWrite<[LuaValue]> {
    /// A write of the script as the gate of durable runs sees it.
    init(_ write: PendingWrite) {
        var asked = write.arguments
        // How long it is tried does not make it another write, and neither does an empty table.
        if case .table(var options) = asked.last, options.array.isEmpty {
            options["timeout"] = .nil
            asked.removeLast()
            if !options.isEmpty { asked.append(.table(options)) }
        }
        self.init(
            call: write.signature.name, service: write.service,
            arguments: ContentDigest.of([.string(write.subject)] + asked),
            words: { write.written },
            task: write.task, traits: write.traits, drawsName: write.drawsName, content: write.content,
            inTurn: write.inTurn, prepare: write.prepare, stored: write.stored, encode: RecordedResults.encode,
            decode: RecordedResults.decode,
            receipt: { values in
                guard case .table(let table)? = values.first, case .string(let receipt) = table["receipt"] else {
                    return nil
                }
                return receipt
            })
    }
}
