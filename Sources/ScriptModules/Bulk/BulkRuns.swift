package import Catalogue
package import DurableRuns
import Hashing
package import LuaBridge
package import StartRecords
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
    /// The plan that is being applied, if one is.
    package let application: PlanApplication?
    /// What writes outside of runs belong to while a plan is made or applied.
    let planItem = Mutex<ActiveItem?>(nil)
    /// Is told the name of each link that was made without one; nil if no one asks.
    let named: (@Sendable (String) -> Void)?
    /// Counts what is done.
    let meter: WorkMeter?
    let registry: RunRegistry
    /// What to do about an error of Lua's own, by its message.
    let advise: @Sendable (String) -> String?
    /// The displays of runs in progress; a list, since there are few.
    private let displays = Mutex<[(run: DurableRun, display: RunDisplay)]>([])

    /// - Parameters:
    ///   - dryRun: Collects the writes instead of letting them through.
    ///   - replay: The recorded run with which each write is compared in a dry run.
    ///   - application: The plan with which each write is compared before it is let through.
    ///   - program: The script's text, its arguments and the program's version, by which a later start with the same is
    ///     known; empty where there is no script.
    ///   - live: Shows how far the runs are; one of its own if there is none.
    ///   - meter: Counts what is done.
    ///   - named: Is told the name of each link that was made without one.
    ///   - advise: What to do about an error of Lua's own, by its message; nil where there is nothing to add.
    ///   - place: Tells where runs are kept; asked when the first one is opened.
    package init(
        files: FileAccess, console: Console, dryRun: DryRun? = nil, replay: RunReplay? = nil,
        application: PlanApplication? = nil,
        stop: StopFlag = StopFlag(), program: [String] = [], live: LiveStatus? = nil, meter: WorkMeter? = nil,
        named: (@Sendable (String) -> Void)? = nil,
        advise: @escaping @Sendable (String) -> String? = { _ in nil }, place: @escaping @Sendable () throws -> RunPlace
    ) {
        self.files = files
        self.console = console
        self.live = live ?? LiveStatus(console: console)
        self.dryRun = dryRun
        self.application = application
        self.meter = meter
        self.named = named
        self.advise = advise
        registry = RunRegistry(
            isDryRun: dryRun != nil, replay: replay,
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

    /// Leaves the runs that the script has open as they are, as the end of the process would.
    package func abandon() {
        for run in registry.openRuns { run.abandon() }
    }

    /// Opens a run, and shows it until it is closed.
    func open(_ name: String, _ settings: BulkSettings, total: Int? = nil) throws -> DurableRun {
        var options = settings.run
        options.total = total
        let shown = ShownRun(RunDisplay(console: console, live: live), MeasuredRun(meter))
        let save = settings.save.map { path in CSVSaveOutput(path, in: files) { [console] in console.line($0) } }
        let run = try registry.open(name, options, save: save, listeners: [listener(shown)])
        begin(run, shown)
        return run
    }

    /// Waits for a part of other machines that can be taken over, and shows it until it is closed; see
    /// ``RunShare/nextPart(of:listeners:)``.
    func nextPart(of run: DurableRun, _ share: RunShare) async throws -> (part: RunShare.Part?, settled: [Int]) {
        let shown = ShownRun(RunDisplay(console: console, live: live), MeasuredRun(meter))
        let found = try await share.nextPart(of: run, listeners: [listener(shown)])
        if let part = found.part { begin(part.run, shown) }
        return found
    }

    private struct ShownRun: Sendable {
        let display: RunDisplay
        let measured: MeasuredRun

        init(_ display: RunDisplay, _ measured: MeasuredRun) {
            self.display = display
            self.measured = measured
        }
    }

    private func listener(_ shown: ShownRun) -> RunListener {
        { [weak self] run, event in
            shown.display.note(run, event)
            guard case .closed(let isWhole) = event, let self else { return }
            displays.withLock { $0.removeAll { $0.run === run } }
            dryRun?.note(run.counts)
            shown.measured.end(run, isWhole: isWhole)
        }
    }

    private func begin(_ run: DurableRun, _ shown: ShownRun) {
        shown.measured.begin(run)
        displays.withLock { $0.append((run, shown.display)) }
        shown.display.begin(run)
    }

    private func display(of run: DurableRun) -> RunDisplay? {
        displays.withLock { $0.first { $0.run === run }?.display }
    }

    /// What every write of the script passes: inside a run it is recorded before it is sent, and looked up if it was
    /// sent before; in a dry run it is only collected.
    package var gate: WriteGate {
        WriteGate(register: { [registry, meter] settler in
            registry.register(settler.call, at: settler.service) { intent in
                let settlement = try await settler.settle(intent)
                meter?.settled(LostAnswerOutcome(settlement))
                return try settlement.map(RecordedResults.encode)
            }
        }) { [self] write in
            let values = try await pass(write)
            if let named, write.drawsName, case .table(let link) = values.first,
                case .string(let name) = link["shortUrl"]
            {
                named(name)
            }
            return values
        }
    }

    private func pass(_ write: PendingWrite) async throws -> [LuaValue] {
        let found = registry.item(at: write.task.path)
        if let dryRun, registry.replay != nil, let found {
            return try await replay(write, of: found.item, at: found.path, dryRun)
        }
        if let dryRun {
            let namer = found?.item ?? (write.drawsName ? foreseenPlanItem(dryRun) : nil)
            return try await dryRun.collect(write, item: found?.item, namer: namer)
        }
        if let application {
            let digest = try await PlannedWrite.digest(of: RecordableWrite(write, nil))
            try application.admit(write.written, digest: digest, item: found?.item)
        }
        // One of a plan is recorded too, so that the plan can be resumed.
        guard let (item, path) = found ?? planItem.withLock({ $0 }).map({ ($0, write.task.path) })
        else { return try await send(write) }
        return try await RecordedWrite.for(item) {
            try await item.perform(RecordableWrite(write, meter), at: path)
        }
    }

    /// Gives the script what is recorded of a write, or else what would be sent.
    private func replay(
        _ write: PendingWrite, of item: ActiveItem, at path: String, _ dryRun: DryRun
    ) async throws -> [LuaValue] {
        let replayed = try await item.replay(RecordableWrite(write, nil), at: path, location: write.task.location)
        guard case .sent(let intended) = replayed else {
            if case .done(let values)? = replayed { return values }
            return try await dryRun.collect(write, item: item, namer: item)
        }
        do {
            let (intent, values) = try await dryRun.collected(write, item: item, namer: item)
            intended(intent)
            return values
        } catch {
            // What cannot be prepared is asked for all the same.
            intended(nil)
            throw error
        }
    }

    /// Sends a write that belongs to no item.
    private func send(_ write: PendingWrite) async throws -> [LuaValue] {
        guard let meter else { return try await write.send() }
        do {
            let result = try await write.send()
            meter.wrote(write.signature.name, nil)
            return result
        } catch {
            meter.wrote(write.signature.name, Failure(of: write.signature.name, error))
            throw error
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
    ///
    /// - Parameter meter: Counts how it ended, and what became of lost answers.
    init(_ write: PendingWrite, _ meter: WorkMeter?) {
        let call = write.signature.name
        var asked = write.arguments
        // How long it is tried, how a file is checked, what is saved before and an empty table make it no other write.
        if case .table(var options) = asked.last, options.array.isEmpty {
            for name in ["timeout", "check", "allow", "backup"] { options[name] = .nil }
            asked.removeLast()
            if !options.isEmpty { asked.append(.table(options)) }
        }
        self.init(
            call: call, service: write.service,
            arguments: ContentDigest.of([.string(write.subject)] + asked),
            words: { write.written },
            task: write.task, traits: write.traits, drawsName: write.drawsName, content: write.content,
            check: write.check, inTurn: write.inTurn ?? { try await $0() },
            prepare: { try await write.prepare($0).measured(call, by: meter) },
            stored: { try write.stored($0).measured(call, by: meter).settling(by: meter) },
            encode: RecordedResults.encode,
            decode: RecordedResults.decode,
            receipt: { values in
                guard case .table(let table)? = values.first, case .string(let receipt) = table["receipt"] else {
                    return nil
                }
                return receipt
            })
    }
}
