import ApiClients
import Glibc
import Hashing
import HostState
import LuaBridge
import ScriptRunner
import Settings
import StartRecords
import Synchronization
import SystemFiles
import TerminalText
import Timekeeping

/// The record of the start that this process is: opened before anything else, closed by whatever ends the process.
///
/// A record that cannot be written is a warning, and changes nothing else.
final class StartRecording: Sendable {
    private final class State: Sendable {
        let record: Mutex<StartRecord>
        let open = Mutex<OpenRecord?>(nil)

        init(_ record: StartRecord) { self.record = Mutex(record) }
    }

    /// The one of this process, for its end.
    private static let current = Mutex<StartRecording?>(nil)

    /// Counts what the script does.
    let meter: WorkMeter
    private let store = StartRecordStore(in: Environment.stateDirectory)
    private let secrets: SecretRegistry
    private let began = ContinuousClock.now
    private let state: State
    private let isScriptRunning = Atomic(false)
    private let hasEnded = Mutex(false)
    private let choice = Mutex<ProfileChoice?>(nil)
    /// Tells other machines; nil if there are none, or if the profile is not known yet.
    private let publisher = Mutex<StartPublisher?>(nil)
    /// What else is made of the record at the end.
    private let outputs: Outputs
    /// Whether an alert is to be sent when the start ends.
    private let isAwaited: Bool
    /// Sends the alerts when the process is forced to end.
    private let lastWords = Mutex<(@Sendable (StartRecord) -> Void)?>(nil)

    /// What is made of a record when its start has ended.
    struct Outputs: Sendable {
        /// A file that gets the record as JSON.
        var json: String?
        /// Whether a summary is printed; nil for one where there is something to tell.
        var summary: Bool?
    }

    init(_ request: RunRequest, secrets: SecretRegistry) {
        self.secrets = secrets
        outputs = request.outputs
        isAwaited = !request.notes.targets.isEmpty
        meter = WorkMeter { [began] in ContinuousClock.now - began }
        let now = TimeSource.system.calendar
        state = State(request.record(StartRecordStore.newID(now), now))
        Self.current.withLock { $0 = self }
    }

    /// Writes down that the start has begun.
    func open(_ console: Console) {
        let record = state.record.withLock(\.self)
        do throws(RecordError) {
            let open = try store.open(record) { [secrets] in secrets.redact($0) }
            state.open.withLock { $0 = open }
            if isAwaited, record.canBeFollowed { try store.oweAlert(of: record.id) }
        } catch {
            warn(console, error)
        }
        meter.whenBusy { [weak self] in self?.writeProgress() }
    }

    private func warn(_ console: Console, _ error: RecordError) {
        console.line("warning: this start is not recorded: \(error)")
        if let hint = error.hint { console.line("  hint: \(hint)") }
    }

    /// Learns which profile is meant, and how long records and runs are kept.
    func note(_ choice: ProfileChoice) {
        self.choice.withLock { $0 = choice }
        state.record.withLock { $0.profile = choice.profile.name }
        guard let open = state.open.withLock(\.self),
            let publisher = StartPublisher(choice, store, redact: { [secrets] in secrets.redact($0) })
        else { return }
        // Without the mark it is stored at its end all the same, but not by a later start if that fails.
        try? store.owePublication(of: open.id)
        self.publisher.withLock { $0 = publisher }
        publisher.begins { [self] in snapshot() }
    }

    /// Learns what is run.
    func note(text: [UInt8]) {
        let digest = SHA256.hash(text).hex
        state.record.withLock { $0.script.digest = digest }
    }

    /// The script is about to run.
    func begins(_ configuration: RunConfiguration) {
        meter.keep(configuration.serviceLimits)
        guard isScriptRunning.exchange(true, ordering: .relaxed) else { return }
        // An earlier attempt of this start has failed.
        state.record.withLock { record in
            record.ending = nil
            record.retry += 1
        }
    }

    /// The record as far as the start has come; without the work.
    var record: StartRecord { state.record.withLock(\.self) }

    /// What is known of the start now.
    private func snapshot() -> StartRecord {
        var record = state.record.withLock(\.self)
        record.work = meter.work()
        record.asOf = record.started + (ContinuousClock.now - began)
        return record
    }

    /// Writes down every other second how far the start is.
    private func writeProgress() {
        Task { [weak self] in
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(2))
                guard let self, !self.hasEnded.withLock(\.self) else { return }
                // A disk that is full now may have room at the end.
                try? self.state.open.withLock(\.self)?.update(self.snapshot())
            }
        }
    }

    // The end.

    /// Notes why the process is about to end.
    static func ends(_ report: ErrorReport, stopped reason: LuaStop?, code: Int32) {
        guard let recording = current.withLock(\.self) else { return }
        let why: StartRecord.Ending.Reason =
            switch reason {
            case .interrupted: .interrupted
            case .timeLimit: .timeLimit
            case .exit: code == 0 ? .finished : .failed
            case nil: recording.isScriptRunning.load(ordering: .relaxed) ? .failed : .refused
            }
        recording.ends(StartRecord.Ending(why, code: code, message: report.message, hint: report.hint))
    }

    /// Notes why the process is about to end: the first reason counts.
    private func ends(_ ending: StartRecord.Ending) {
        state.record.withLock { $0.ending = $0.ending ?? ending }
    }

    /// Notes that the script does not begin, because another start holds the lock.
    static func locked(_ message: String) {
        current.withLock(\.self)?.ends(
            StartRecord.Ending(.locked, code: ExitCode.tryLater.rawValue, message: message))
    }

    /// Notes that a signal or the time limit forces the process to end.
    ///
    /// - Parameter isAtOnce: Whether to skip the alerts and other machines: the next start of the script tells them.
    static func cutOff(_ reason: StartRecord.Ending.Reason, code: Int32, isAtOnce: Bool) {
        guard let recording = current.withLock(\.self) else { return }
        recording.ends(StartRecord.Ending(reason, code: code))
        _ = end(code: code, isAtOnce: isAtOnce)
        guard !isAtOnce else { return }
        recording.lastWords.withLock(\.self)?(recording.record(endingWith: code))
    }

    /// Sets what is done with the record when the process is forced to end; nil clears it.
    func atCutOff(_ body: (@Sendable (StartRecord) -> Void)?) { lastWords.withLock { $0 = body } }

    // Alerts.

    /// Earlier starts whose end was not reported yet.
    func unannounced() -> [StartRecord] {
        guard let open = state.open.withLock(\.self), open.owesAlerts else { return [] }
        return (try? store.owedAlerts(like: state.record.withLock(\.self))) ?? []
    }

    /// Notes that the alert of a start was sent, or cannot be.
    func isAnnounced(_ id: String) { store.settleAlert(of: id) }

    /// The record of the start as it is if it ends with a code now.
    func record(endingWith code: Int32) -> StartRecord {
        var record = snapshot()
        let reason: StartRecord.Ending.Reason =
            switch code {
            case ExitCode.done.rawValue: .finished
            case ExitCode.unfinishedItems.rawValue: .unfinished
            default: .failed
            }
        record.ending = record.ending ?? StartRecord.Ending(reason, code: code)
        record.ending?.code = code
        return record
    }

    /// Closes the record, just before the process ends; a second call waits for the first.
    ///
    /// - Parameter isAtOnce: Whether to leave it to a later start to tell other machines.
    /// - Returns: The code to end with: another one than `code` if a report that was asked for cannot be written.
    static func end(code: Int32, isAtOnce: Bool = false) -> Int32 {
        guard let recording = current.withLock(\.self) else { return code }
        return recording.hasEnded.withLock { hasEnded in
            guard !hasEnded else { return code }
            hasEnded = true
            return recording.close(code, isAtOnce: isAtOnce)
        }
    }

    private func close(_ code: Int32, isAtOnce: Bool) -> Int32 {
        var record = record(endingWith: code)
        let console = Console(secrets: secrets)
        var code = code
        if let path = outputs.json, let failure = write(record, to: path) {
            console.line("error: --report-json: cannot write \(path): \(failure.words)")
            if code == 0 { code = ExitCode(FileFault(failure.number, isWriting: true)).rawValue }
            record.ending?.code = code
        }
        let summary = StartSummary(record)
        if outputs.summary ?? summary.isNotable(isWatched: console.isTerminal) {
            for line in summary.lines(withParticulars: false) { console.line(line) }
        }
        do throws(RecordError) {
            // Of one that could not be opened everything has been said.
            guard let open = state.open.withLock(\.self) else { return code }
            try open.close(record)
            if !isAtOnce { publisher.withLock(\.self)?.ends(record, owed: open.owedRecords) }
            // Without a configuration nothing is known of how long they are to be kept.
            if let choice = choice.withLock(\.self),
                try store.maintain(
                    after: open, isBusy: !record.work.services.isEmpty, keeping: choice.keepRecords.duration,
                    now: record.asOf),
                let kept = choice.keepRuns.duration
            {
                RunShelf.prune(before: record.asOf - kept)
            }
        } catch {
            warn(console, error)
        }
        return code
    }

    private func write(_ record: StartRecord, to path: String) -> SystemError? {
        let text = secrets.redact(String(decoding: record.json, as: UTF8.self)) + "\n"
        do throws(SystemError) { try FileBytes.write(Array(text.utf8), toFileAt: path) } catch { return error }
        return nil
    }
}

extension StartRecord {
    /// Whether a later start can be known to be of the same schedule or script.
    fileprivate var canBeFollowed: Bool { schedule != nil || script.path != nil }
}

extension RunRequest {
    /// The record of this start as it begins.
    fileprivate func record(_ id: String, _ now: ServiceInstant) -> StartRecord {
        let folder = Environment.workingDirectory
        let script = StartRecord.Script(
            name: scriptName, path: path.map { $0.hasPrefix("/") ? $0 : (folder == "/" ? "" : folder) + "/" + $0 })
        var record = StartRecord(id: id, script: script, started: now)
        record.arguments = scriptArguments.map(Environment.withoutKeys)
        record.profile = start.sandbox == nil ? start.profile : Profile.Base.sandbox.rawValue
        record.schedule = notes.schedule
        record.host = HostState.systemName
        record.user = Environment.userName
        record.pid = getpid()
        record.directory = Environment.workingDirectory
        record.program = Govscript.version
        record.isDryRun = start.isDryRun
        return record
    }
}
