import ApiClients
import Glibc
import HostState
import Operations
import ScriptModules
import ScriptRunner
import StartRecords
import SystemFiles
import TerminalText
import Timekeeping

/// What is noted of a run beside its log and its record: metrics and alerts.
struct RunNotes: Sendable {
    /// The schedule that started it.
    var schedule: String?
    /// Does nothing unless this is one of its times.
    var onlyAt: OnlyAt?
    var targets: [AlertTarget] = []
    var metricsFile: String?

    /// Times, and the zone that they are of.
    struct OnlyAt: Sendable {
        var expression: CalendarExpression
        var zone: ZoneRules

        /// Whether it is time, or was at the minute of this hour at which cron has started the process.
        func isDue(_ now: ServiceInstant) -> Bool {
            for late in 0..<5 {
                let moment = now - .seconds(late * 60)
                // A minute of the hour that is none of the times' is one at which cron starts nothing.
                guard expression.minutes.contains(zone.civil(moment).minute) else { continue }
                return expression.includes(moment, in: zone)
            }
            return false
        }
    }

    /// The notes of a run in progress.
    struct Open {
        fileprivate let notes: RunNotes
        fileprivate let alerts: RunAlerts?
        fileprivate let console: Console
        fileprivate let recording: StartRecording
        /// The end of the log.
        fileprivate let log: @Sendable () -> String
    }

    /// Sets up what will be told; sends nothing yet.
    ///
    /// - Throws: ``ApiError`` for a proxy that cannot be understood.
    func open(_ recording: StartRecording, _ log: RunLog) throws -> Open {
        Open(
            notes: self, alerts: targets.isEmpty ? nil : try RunAlerts(targets, console: log.console),
            console: log.console, recording: recording, log: { [writer = log.writer] in writer.lastLines })
    }
}

extension RunNotes.Open {
    /// How long to wait for alerts when the process is forced to end.
    private static let lastPatience = Duration.seconds(10)

    /// The script begins.
    func begin() {
        let earlier = recording.unannounced()
        guard let alerts else {
            // Only this start knows that one was wanted, and it has no address.
            for record in earlier {
                console.line("warning: no alert was sent: \(Self.words(record))")
                recording.isAnnounced(record.id)
            }
            return
        }
        for record in earlier { console.line("note: sending a late alert: \(Self.words(record))") }
        alerts.begin(recording.record, after: earlier) { [recording] in recording.isAnnounced($0.id) }
        recording.atCutOff { [alerts, recording, log] record in
            alerts.end(AlertNews(record, log: log()), within: Self.lastPatience) { recording.isAnnounced(record.id) }
        }
    }

    /// `the start at 2026-11-28 02:30:00 +08:00 was killed`.
    private static func words(_ record: StartRecord) -> String {
        "the start at \(LocalTime(record.started).text) \(record.state == "killed" ? "was killed" : record.result)"
    }

    /// The start did not come to run the script: another one holds the lock, or something is wrong that the script
    /// cannot do without.
    func refused(_ error: any Error, code: Int32) {
        if let error = error as? HostStateError, error.code == .held {
            alerts?.skipped(recording.record, error.message + "\n")
        } else {
            tell(code, took: .zero)
        }
        settle()
    }

    /// The script has ended.
    func end(_ outcome: RunAttempts.Outcome) {
        recording.atCutOff(nil)
        tell(outcome.code, took: outcome.took)
        settle()
        removeIfOnce()
    }

    /// A start without targets owes no alert.
    private func settle() { if alerts != nil { recording.isAnnounced(recording.record.id) } }

    private func tell(_ code: Int32, took: Duration) {
        guard alerts != nil || notes.metricsFile != nil else { return }
        let record = recording.record(endingWith: code)
        if let path = notes.metricsFile { write(path, record, took) }
        alerts?.end(AlertNews(record, log: log()))
    }

    private func write(_ path: String, _ record: StartRecord, _ took: Duration) {
        let items = record.work.items
        let before = (try? InputFile.contents(of: path)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let labels =
            [("script", record.script.fileName), ("profile", record.profile ?? "")]
            + (notes.schedule.map { [("schedule", $0)] } ?? [])
        let metrics = MetricsText(
            labels: labels.map { (name: $0.0, value: $0.1) }, ended: record.asOf, duration: took,
            code: record.ending?.code ?? 0,
            items: [
                ("done", items.done), ("before", items.before), ("failed", items.failed),
                ("uncertain", items.uncertain),
            ], writes: record.work.doneWrites, before: before)
        do throws(SystemError) {
            try WholeFile.replace(path, with: Array(metrics.text.utf8))
        } catch { console.line("warning: --metrics-file: cannot write \(path): \(error.words)") }
    }

    /// The entry of a schedule that was for one start has had it.
    private func removeIfOnce() {
        guard let name = notes.schedule, let schedule = try? ScheduleShelf.schedule(name), schedule.isOnce else {
            return
        }
        do { try ScheduleShelf.remove(schedule) } catch {
            console.line("warning: the schedule \(name) could not be removed: \(error)")
        }
    }
}
